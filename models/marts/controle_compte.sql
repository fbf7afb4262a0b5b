-- A place as figures name it is one site of the rows, several with a bar between them, or the whole antenne.
with lieux_enonces as (
    select distinct antenne, site
    from {{ ref('figure') }}
    where site is not null
),

lieux as (
    select antenne, site, unnest(string_to_array(site, ' / ')) as lieu
    from lieux_enonces
),

-- What a file of any year says of somebody, told once.
suivis_spip as (
    select distinct personne_key, suivi_spip
    from {{ ref('personne') }}
    where suivi_spip is not null
),

-- Nearly everybody has one line in the year: they are counted by what their line says, then put in each population.
seuls as not materialized (
    select
        faits.personne_key,
        faits.annee,
        faits.antenne,
        faits.site,
        faits.module,
        faits.cadre_commun,
        faits.entree,
        faits.cadre
    from {{ ref('accompagnement') }} as faits
    where faits.lignes_de_l_annee = 1
),

caracteres_seuls as (
    select annee, antenne, site, module, cadre_commun, entree, 'cadre' as dimension, cadre as modalite, count(*) as personnes
    from seuls
    group by annee, antenne, site, module, cadre_commun, entree, cadre
    union all
    select
        seuls.annee,
        seuls.antenne,
        seuls.site,
        seuls.module,
        seuls.cadre_commun,
        seuls.entree,
        'suivi_spip' as dimension,
        suivis_spip.suivi_spip as modalite,
        count(*) as personnes
    from seuls
    inner join suivis_spip on seuls.personne_key = suivis_spip.personne_key
    group by seuls.annee, seuls.antenne, seuls.site, seuls.module, seuls.cadre_commun, seuls.entree, suivis_spip.suivi_spip
),

-- A line that a population's list takes in twice is in it once.
par_caractere_seuls as (
    select distinct
        caracteres.annee,
        caracteres.antenne,
        caracteres.site,
        caracteres.module as module_suivi,
        caracteres.cadre_commun,
        caracteres.entree,
        populations.module_enonce as module,
        populations.population,
        populations.indicateur,
        caracteres.dimension,
        caracteres.modalite,
        caracteres.personnes
    from caracteres_seuls as caracteres
    inner join {{ ref('population_comptee') }} as populations
        on caracteres.antenne = populations.antenne
        and (populations.module is null or populations.module = caracteres.module)
        and (populations.cadre_commun is null or populations.cadre_commun = caracteres.cadre_commun)
        and (populations.entree is null or populations.entree = caracteres.entree)
    where caracteres.modalite is not null
),

-- What decides of a population and of a modality, one line per person, accompaniment and characteristic.
lignes_repetees as (
    select
        faits.personne_key,
        faits.annee,
        faits.antenne,
        faits.site,
        faits.module,
        faits.cadre_commun,
        faits.entree,
        faits.cadre
    from {{ ref('accompagnement') }} as faits
    where faits.lignes_de_l_annee > 1
),

caracteres as (
    select personne_key, annee, antenne, site, module, cadre_commun, entree, 'cadre' as dimension, cadre as modalite
    from lignes_repetees
    union all
    select
        faits.personne_key,
        faits.annee,
        faits.antenne,
        faits.site,
        faits.module,
        faits.cadre_commun,
        faits.entree,
        'suivi_spip' as dimension,
        suivis_spip.suivi_spip as modalite
    from lignes_repetees as faits
    inner join suivis_spip on faits.personne_key = suivis_spip.personne_key
),

par_caractere as (
    select
        caracteres.annee,
        caracteres.antenne,
        caracteres.site,
        populations.module_enonce as module,
        populations.population,
        populations.indicateur,
        caracteres.dimension,
        caracteres.modalite,
        'personne' as unite,
        caracteres.personne_key as compte
    from caracteres
    inner join {{ ref('population_comptee') }} as populations
        on caracteres.antenne = populations.antenne
        and (populations.module is null or populations.module = caracteres.module)
        and (populations.cadre_commun is null or populations.cadre_commun = caracteres.cadre_commun)
        and (populations.entree is null or populations.entree = caracteres.entree)
    where caracteres.modalite is not null
),

-- A module stated without a population is of whoever is followed in it.
par_module as (
    select
        annee,
        antenne,
        site,
        module,
        cast(null as varchar) as population,
        'personnes' as indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        'personne' as unite,
        personne_key as compte
    from lignes_repetees
),

-- So are exits: nearly everybody leaves once in the year.
sorties_repetees as (
    select annee, antenne, personne_key
    from {{ ref('fait_sortie') }}
    group by annee, antenne, personne_key
    having count(*) > 1
),

sorties as (
    select
        faits.personne_key,
        faits.annee,
        faits.antenne,
        faits.site,
        faits.module,
        faits.motif,
        case when faits.motif is null or faits.motif_2 <> faits.motif then faits.motif_2 end as autre_motif,
        repetees.personne_key is not null as repetee
    from {{ ref('fait_sortie') }} as faits
    left join sorties_repetees as repetees
        on faits.annee = repetees.annee and faits.antenne = repetees.antenne and faits.personne_key = repetees.personne_key
),

motifs_seuls as (
    select annee, antenne, site, module, motif, autre_motif, count(personne_key) as personnes
    from sorties
    where not repetee
    group by annee, antenne, site, module, motif, autre_motif
),

motifs_comptes as (
    select annee, antenne, site, module, motif, personnes
    from motifs_seuls
    where motif is not null
    union all
    select annee, antenne, site, module, autre_motif as motif, personnes
    from motifs_seuls
    where autre_motif is not null
),

motifs as (
    select personne_key, annee, antenne, site, module, motif
    from sorties
    where repetee and motif is not null
    union
    select personne_key, annee, antenne, site, module, autre_motif as motif
    from sorties
    where repetee and autre_motif is not null
),

-- A module that a list states under other words is counted under them too, once each.
modules_enonces as (
    select distinct antenne, module, module_enonce, population
    from {{ ref('population_comptee') }}
    where cadre_commun is null and entree is null
),

par_motif_seuls as (
    select annee, antenne, site, module, cast(null as varchar) as population, motif as modalite, personnes
    from motifs_comptes
    union all
    select
        motifs.annee,
        motifs.antenne,
        motifs.site,
        modules.module_enonce as module,
        modules.population,
        motifs.motif as modalite,
        motifs.personnes
    from motifs_comptes as motifs
    inner join modules_enonces as modules on motifs.antenne = modules.antenne and motifs.module = modules.module
),

par_motif as (
    select
        annee,
        antenne,
        site,
        module,
        cast(null as varchar) as population,
        'sorties' as indicateur,
        'motif_sortie' as dimension,
        motif as modalite,
        'personne' as unite,
        personne_key as compte
    from motifs
    union all
    select
        motifs.annee,
        motifs.antenne,
        motifs.site,
        modules.module_enonce as module,
        modules.population,
        'sorties' as indicateur,
        'motif_sortie' as dimension,
        motifs.motif as modalite,
        'personne' as unite,
        motifs.personne_key as compte
    from motifs
    inner join modules_enonces as modules on motifs.antenne = modules.antenne and motifs.module = modules.module
),

refus as (
    select
        annee,
        antenne,
        site,
        module,
        cast(null as varchar) as population,
        'demandes_non_satisfaites' as indicateur,
        'prescripteur' as dimension,
        prescripteur as modalite,
        'demande' as unite,
        source_ref as compte
    from {{ ref('demande_non_satisfaite') }}
    where prescripteur is not null
),

-- Whoever was called to a session after being referred in the year, or in a year before: once per site.
convocations as (
    select
        annee,
        antenne,
        site,
        personne_key,
        max(case when {{ year('date_orientation') }} = annee then 1 else 0 end) as orientee_dans_l_annee,
        max(case when presence = 'present' and {{ year('date_orientation') }} < annee then 1 else 0 end) as venue_apres
    from {{ ref('participation_orientee') }}
    where module = 'stage_responsabilisation'
    group by annee, antenne, site, personne_key
),

personnes_convoquees as (
    select annee, antenne, cast(null as varchar) as site, personne_key, orientee_dans_l_annee, venue_apres
    from convocations
    union all
    select convocations.annee, convocations.antenne, lieux.site, convocations.personne_key, convocations.orientee_dans_l_annee, convocations.venue_apres
    from convocations
    inner join lieux on convocations.antenne = lieux.antenne and convocations.site = lieux.lieu
),

-- In a place of several sites each person is put together first.
convoques_une_fois as (
    select
        annee,
        antenne,
        site,
        personne_key,
        sum(orientee_dans_l_annee) as orientees,
        sum(venue_apres) as revenues
    from personnes_convoquees
    group by annee, antenne, site, personne_key
),

convoques as (
    select
        annee,
        antenne,
        site,
        sum(orientees) as orientees,
        sum(revenues) as revenues,
        count(case when orientees > 0 then 1 end) as convoquees,
        count(case when revenues > 0 then 1 end) as venues
    from convoques_une_fois
    group by annee, antenne, site
),

comptables as (
    select * from par_caractere
    union all
    select * from par_module
    union all
    select * from par_motif
    union all
    select * from refus
),

situes as (
    select annee, antenne, cast(null as varchar) as site, module, population, indicateur, dimension, modalite, unite, compte
    from comptables
    union all
    select
        comptables.annee,
        comptables.antenne,
        lieux.site,
        comptables.module,
        comptables.population,
        comptables.indicateur,
        comptables.dimension,
        comptables.modalite,
        comptables.unite,
        comptables.compte
    from comptables
    inner join lieux
        on comptables.antenne = lieux.antenne
        and comptables.site = lieux.lieu
),

comptes_seuls as (
    select annee, antenne, site, module, population, indicateur, dimension, modalite, personnes
    from par_caractere_seuls
    union all
    select
        annee,
        antenne,
        site,
        module,
        cast(null as varchar) as population,
        'personnes' as indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        personnes
    from caracteres_seuls
    where caracteres_seuls.dimension = 'cadre'
    union all
    select annee, antenne, site, module, population, 'sorties' as indicateur, 'motif_sortie' as dimension, modalite, personnes
    from par_motif_seuls
),

comptes_situes as (
    select annee, antenne, site, module, population, indicateur, dimension, modalite, unite, count(distinct compte) as valeur
    from situes
    group by annee, antenne, site, module, population, indicateur, dimension, modalite, unite
    union all
    select annee, antenne, cast(null as varchar) as site, module, population, indicateur, dimension, modalite, 'personne' as unite, personnes as valeur
    from comptes_seuls
    union all
    select
        comptes_seuls.annee,
        comptes_seuls.antenne,
        lieux.site,
        comptes_seuls.module,
        comptes_seuls.population,
        comptes_seuls.indicateur,
        comptes_seuls.dimension,
        comptes_seuls.modalite,
        'personne' as unite,
        comptes_seuls.personnes as valeur
    from comptes_seuls
    inner join lieux on comptes_seuls.antenne = lieux.antenne and comptes_seuls.site = lieux.lieu
    union all
    select
        annee,
        antenne,
        site,
        'stage_responsabilisation' as module,
        'orientations_stage_annee' as population,
        'personnes_convoquees' as indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        'personne' as unite,
        convoquees as valeur
    from convoques
    where orientees > 0
    union all
    select
        annee,
        antenne,
        site,
        'stage_responsabilisation' as module,
        'en_attente_stage_fin_annee_precedente' as population,
        'personnes_presentes' as indicateur,
        'issue' as dimension,
        'stage_effectue' as modalite,
        'personne' as unite,
        venues as valeur
    from convoques
    where revenues > 0
),

comptes_dits as (
    select annee, antenne, site, module, population, indicateur, dimension, modalite, unite, cast(sum(valeur) as decimal(18, 4)) as valeur
    from comptes_situes
    group by annee, antenne, site, module, population, indicateur, dimension, modalite, unite
),

-- Exits are told as exits, or as the persons who left.
comptes as (
    select *
    from comptes_dits
    union all
    select annee, antenne, site, module, population, 'personnes' as indicateur, dimension, modalite, unite, valeur
    from comptes_dits
    where comptes_dits.dimension = 'motif_sortie'
),

-- Rows that tell a characteristic of somebody tell it of all: a modality of the list that nobody has counts zero.
axes as (
    select distinct antenne, annee, site, module, population, indicateur, dimension, unite
    from comptes
    where dimension in (select dimension from {{ ref('controle_modalite') }})
),

zeros as (
    select
        axes.annee,
        axes.antenne,
        axes.site,
        axes.module,
        axes.population,
        axes.indicateur,
        axes.dimension,
        modalites.modalite,
        axes.unite,
        cast(0 as decimal(18, 4)) as valeur
    from axes
    inner join {{ ref('controle_modalite') }} as modalites
        on axes.antenne = modalites.antenne
        and axes.dimension = modalites.dimension
    left join comptes
        on axes.annee = comptes.annee
        and axes.antenne = comptes.antenne
        and axes.site is not distinct from comptes.site
        and axes.module is not distinct from comptes.module
        and axes.population is not distinct from comptes.population
        and axes.indicateur = comptes.indicateur
        and axes.dimension = comptes.dimension
        and modalites.modalite = comptes.modalite
        and axes.unite = comptes.unite
    where comptes.antenne is null
),

-- The same count under another word.
autres_mots as (
    select
        calcules.annee,
        calcules.antenne,
        calcules.site,
        calcules.module,
        mots.population,
        calcules.indicateur,
        calcules.dimension,
        calcules.modalite,
        calcules.unite,
        calcules.valeur
    from {{ ref('figure_calculee') }} as calcules
    inner join {{ ref('controle_mot') }} as mots
        on calcules.population = mots.population_comptee
        and calcules.indicateur = mots.indicateur
        and calcules.module = mots.module
),

termes as (
    select
        formes.regle,
        formes.terme,
        calcules.annee,
        calcules.antenne,
        calcules.site,
        calcules.module,
        min(calcules.valeur) as valeur
    from {{ ref('figure_calculee') }} as calcules
    inner join {{ ref('controle_terme') }} as formes
        on calcules.indicateur = formes.indicateur
        and (formes.population is null or formes.population = calcules.population)
        and (formes.unite is null or formes.unite = calcules.unite)
        and (formes.module is null or formes.module = calcules.module)
    where calcules.dimension is null and formes.terme <> 'quotient'
    group by formes.regle, formes.terme, calcules.annee, calcules.antenne, calcules.site, calcules.module
    -- Two counts of one quantity would need one to be chosen.
    having min(calcules.valeur) = max(calcules.valeur)
),

rapports as (
    select
        numerateurs.annee,
        numerateurs.antenne,
        numerateurs.site,
        numerateurs.module,
        quotients.population,
        quotients.indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        quotients.unite,
        cast(cast(numerateurs.valeur as decimal(18, 6)) / denominateurs.valeur as decimal(18, 4)) as valeur
    from termes as numerateurs
    inner join termes as denominateurs
        on numerateurs.regle = denominateurs.regle
        and numerateurs.annee = denominateurs.annee
        and numerateurs.antenne = denominateurs.antenne
        and numerateurs.site is not distinct from denominateurs.site
        and numerateurs.module is not distinct from denominateurs.module
    inner join {{ ref('controle_terme') }} as quotients
        on numerateurs.regle = quotients.regle
        and (quotients.module is null or quotients.module = numerateurs.module)
    where numerateurs.terme = 'numerateur' and denominateurs.terme = 'denominateur'
        and quotients.terme = 'quotient' and denominateurs.valeur > 0
),

final as (
    select * from comptes
    union all
    select * from zeros
    union all
    select * from autres_mots
    union all
    select * from rapports
)

select
    annee,
    antenne,
    site,
    module,
    population,
    indicateur,
    dimension,
    modalite,
    unite,
    min(valeur) as valeur
from final
group by annee, antenne, site, module, population, indicateur, dimension, modalite, unite
having min(valeur) = max(valeur)
