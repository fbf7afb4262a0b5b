with declarees as (
    select
        figures.annee,
        figures.antenne,
        coalesce(figures.site, '_T') as site,
        coalesce(activites.module, figures.module, '_T') as module,
        activites.indicateur_activite as indicateur,
        'declare' as provenance,
        figures.valeur,
        figures.absence,
        activites.libelle,
        coalesce(figures.base_libelle, '') as population,
        figures.unite,
        coalesce(figures.base_libelle, 'ensemble de l’antenne') as base,
        figures.source_ref as source,
        case when figures.unite = 'personne' then figures.valeur end as contributeurs,
        row_number() over (
            partition by figures.annee, figures.antenne, figures.site, coalesce(activites.module, figures.module), activites.indicateur_activite
            order by figures.source_ref nulls last
        ) as rang
    from {{ ref('figure') }} as figures
    inner join {{ ref('indicateur_activite') }} as activites
        on figures.indicateur = activites.indicateur
        and figures.unite = activites.unite
        and figures.population is not distinct from activites.population
        and (activites.module is null or activites.module = figures.module)
    -- The region states some volumes by territory: only its whole stands beside the antennes.
    where figures.dimension is null and (figures.antenne <> 'CPCA' or figures.departement is null)
),

-- A figure per flat is the antenne's own.
hors_logement as (
    select * from declarees where rang = 1 and module <> 'hebergement'
    union all
    select * from declarees where rang = 1 and module = 'hebergement' and site in (select code from {{ ref('site') }} union all select '_T')
),

ensemble as (
    select
        personnes.annee,
        personnes.antenne,
        '_T' as site,
        '_T' as module,
        'personnes_accompagnees' as indicateur,
        'declare' as provenance,
        personnes.valeur,
        cast(null as varchar) as absence,
        personnes.mot as libelle,
        personnes.mot as population,
        'personne' as unite,
        case
            when personnes.formule = 'chiffre déclaré' then personnes.mot || ', personnes distinctes dans l’antenne'
            else personnes.mot || ' (' || personnes.formule || ')'
        end as base,
        personnes.source,
        personnes.valeur as contributeurs
    from {{ ref('personnes_accompagnees') }} as personnes
),

annees as (
    select distinct annee from {{ ref('personnes_accompagnees') }}
),

sans_donnee as (
    select
        annees.annee,
        antennes.code as antenne,
        '_T' as site,
        '_T' as module,
        'personnes_accompagnees' as indicateur,
        'declare' as provenance,
        cast(null as decimal(18, 4)) as valeur,
        'non_disponible' as absence,
        'personnes accompagnées' as libelle,
        '' as population,
        'personne' as unite,
        '' as base,
        '' as source,
        cast(null as decimal(18, 4)) as contributeurs
    from annees
    cross join {{ ref('antenne') }} as antennes
    left join ensemble on annees.annee = ensemble.annee and antennes.code = ensemble.antenne
    where ensemble.antenne is null
),

lignes_recues as (
    select figures.annee, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct annee, antenne from {{ ref('figure_calculee') }}) as figures
    inner join {{ ref('antenne') }} as antennes on figures.antenne = antennes.code
    group by figures.annee
),

fichiers as (
    select annee, antenne, module, string_agg(fichier, ' ; ' order by fichier nulls last) as noms
    from {{ ref('fichier_de_lignes') }}
    where module is not null
    group by annee, antenne, module
    union all
    select annee, antenne, cast(null as varchar) as module, string_agg(distinct fichier, ' ; ' order by fichier nulls last) as noms
    from {{ ref('fichier_de_lignes') }}
    group by annee, antenne
    union all
    select annee, 'CPCA' as antenne, cast(null as varchar) as module, string_agg(distinct fichier, ' ; ' order by fichier nulls last) as noms
    from {{ ref('fichier_de_lignes') }}
    group by annee
),

calculees as (
    select
        figures.annee,
        figures.antenne,
        coalesce(figures.site, '_T') as site,
        coalesce(activites.module, figures.module, '_T') as module,
        activites.indicateur_activite as indicateur,
        'calcule' as provenance,
        figures.valeur,
        cast(null as varchar) as absence,
        activites.libelle,
        activites.libelle as population,
        figures.unite,
        activites.libelle || case
            when figures.antenne = 'CPCA' then ' ; lignes reçues de ' || lignes_recues.noms
            else ', dans les lignes de l’antenne'
        end as base,
        coalesce(fichiers.noms, '') as source,
        case when figures.unite = 'personne' then figures.valeur end as contributeurs,
        -- The antenne's own word goes before the common one.
        row_number() over (
            partition by
                figures.annee,
                figures.antenne,
                figures.site,
                coalesce(activites.module, figures.module),
                activites.indicateur_activite
            order by
                case when figures.indicateur = 'personnes_accompagnees' then 1 else 0 end nulls last,
                figures.population nulls last
        ) as rang
    from {{ ref('figure_calculee') }} as figures
    inner join {{ ref('indicateur_activite') }} as activites
        on figures.indicateur = activites.indicateur
        and figures.unite = activites.unite
        and figures.population is not distinct from activites.population
        and (activites.module is null or activites.module = figures.module)
    left join lignes_recues on figures.annee = lignes_recues.annee
    left join fichiers
        on figures.annee = fichiers.annee
        and figures.antenne = fichiers.antenne
        and figures.module is not distinct from fichiers.module
    where figures.dimension is null
),

final as (
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from hors_logement
    where not (indicateur = 'personnes_accompagnees' and site = '_T' and module = '_T' and antenne <> 'CPCA')
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from ensemble
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from sans_donnee
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from calculees
    where rang = 1
)

select
    annee,
    antenne,
    site,
    module,
    indicateur,
    provenance,
    valeur,
    absence,
    libelle,
    population,
    unite,
    base,
    source,
    contributeurs
from final
