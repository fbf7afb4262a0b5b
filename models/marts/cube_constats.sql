-- What may leave with its numbers is about volumes: in the finding, and in every cell that it rests on.
with dimensions_de_volumes as (
    select distinct dimension
    from {{ ref('bloc_chiffre_cle') }}
    where classe = 'V' and dimension is not null
),

cellules as (
    select
        figures.source_ref,
        figures.annee,
        figures.modalite,
        figures.population,
        figures.dimension is not null and volumes.dimension is null as caracteristique,
        coalesce(definitions.classe = 'V', false)
        or (coalesce(definitions.classe = 'L', false) and figures.site is null)
        or activites.indicateur is not null as volume
    from {{ ref('figure') }} as figures
    left join dimensions_de_volumes as volumes on figures.dimension = volumes.dimension
    left join {{ ref('definition_indicateur') }} as definitions on figures.indicateur = definitions.code and definitions.cube = ''
    left join (select distinct indicateur, population from {{ ref('indicateur_activite') }}) as activites
        on figures.indicateur = activites.indicateur and figures.population = activites.population
),

-- One line per cell that a finding names: joined by equality, and not each cell sought in each text.
cellules_des_constats as (
    select id, unnest(string_to_array(sources, chr(10))) as source_ref
    from {{ ref('constat') }}
),

retenus_par_leurs_cellules as (
    select distinct constats.id
    from cellules_des_constats as constats
    inner join cellules on constats.source_ref = cellules.source_ref
    where cellules.caracteristique or not cellules.volume
),

-- A reading may name a modality that no cell of the finding states.
retenus_par_leur_lecture as (
    select distinct constats.id
    from {{ ref('constat') }} as constats
    inner join (select distinct modalite from cellules where caracteristique and modalite is not null) as modalites
        on strpos(constats.lecture, modalites.modalite) > 0
),

juges as (
    select
        constats.*,
        sites.code as site_nomme,
        coalesce(populations.libelle, lower(mesures.libelle), replace(constats.mesure, '_', ' ')) as sujet,
        case when constats.module is not null then lower(coalesce(actions.libelle, replace(constats.module, '_', ' '))) end as module_nomme,
        reconnus.id is not null as reconnu,
        reconnus.motif,
        constats.dimension is not null and volumes.dimension is null
        or par_cellules.id is not null
        or par_lecture.id is not null as caracteristique,
        constats.site is not null and (sites.code is null or constats.module is not distinct from 'hebergement') as par_logement
    from {{ ref('constat') }} as constats
    left join dimensions_de_volumes as volumes on constats.dimension = volumes.dimension
    left join retenus_par_leurs_cellules as par_cellules on constats.id = par_cellules.id
    left join retenus_par_leur_lecture as par_lecture on constats.id = par_lecture.id
    left join (select distinct code from {{ ref('site') }}) as sites on constats.site = sites.code
    left join {{ ref('libelle_population') }} as populations on constats.population = populations.code
    left join {{ ref('definition_indicateur') }} as mesures on constats.mesure = mesures.code and mesures.cube = ''
    left join {{ ref('action_reference') }} as actions on constats.module = actions.code
    left join {{ ref('constat_reconnu') }} as reconnus
        on constats.id = reconnus.id and constats.empreinte = reconnus.empreinte
)

select
    annee,
    antenne,
    id as constat,
    cast(1 as integer) as valeur,
    cast(null as varchar) as absence,
    regle,
    famille,
    gravite,
    libelle,
    case when not caracteristique and not par_logement then mesure else '' end as mesure,
    case
        when par_logement then 'un logement'
        when caracteristique then 'une caractéristique des personnes'
        else concat_ws(' · ', sujet, module_nomme, site_nomme)
    end as sujet,
    case when not caracteristique and not par_logement then ecrit end as ecrit,
    case when not caracteristique and not par_logement then calcule end as calcule,
    case when not caracteristique and not par_logement then ecart end as ecart,
    case when not caracteristique and not par_logement then formule else '' end as formule,
    case when not caracteristique and not par_logement then lecture else '' end as lecture,
    sources,
    case when caracteristique or par_logement then 'chiffres réservés à l’antenne et au porteur (cpca check)' else '' end as reserve,
    case when reconnu then 'oui' else 'non' end as reconnu,
    -- A reason may quote the numbers that are kept back.
    case when not caracteristique and not par_logement then coalesce(motif, '') else '' end as raison,
    cast(null as integer) as contributeurs
from juges
