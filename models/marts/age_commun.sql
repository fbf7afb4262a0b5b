-- An antenne that keeps no grid has no native one to show.
with grilles as (
    select distinct antenne
    from {{ ref('tranche_age') }}
),

-- Persons of the same age and band are counted together before any band is looked up.
semblables as (
    select annee, antenne, age, tranche_age, count(*) as valeur
    from {{ ref('fait_personne_accompagnee') }}
    where rang = 1
    group by annee, antenne, age, tranche_age
),

personnes as (
    select
        faits.annee,
        faits.antenne,
        'calcule' as provenance,
        'personnes accompagnées, âge atteint dans l’année' as population,
        '_T' as site,
        '_T' as module,
        grilles.antenne is not null as a_sa_grille,
        case
            when faits.tranche_age is not null then faits.tranche_age
            when faits.age is not null then 'hors_grille'
            else '_U'
        end as tranche_native,
        case
            when communes.code is not null then communes.code
            when declarees.tranche_commune is not null then declarees.tranche_commune
            when declarees.code is not null then 'non_ventilable'
            else '_U'
        end as tranche_commune,
        cast(faits.valeur as decimal(18, 4)) as valeur
    from semblables as faits
    left join {{ ref('tranche_commune') }} as communes
        on faits.age between communes.age_min and communes.age_max
    left join {{ ref('tranche_age') }} as declarees
        on faits.antenne = declarees.antenne and faits.tranche_age = declarees.code
    left join grilles on faits.antenne = grilles.antenne
),

-- A figure stated twice is one figure here; the check compares its statements.
declarees as (
    select
        figures.annee,
        figures.antenne,
        'declare' as provenance,
        coalesce(figures.base_libelle, figures.population, '') as population,
        coalesce(figures.site, figures.departement, '_T') as site,
        coalesce(figures.module, '_T') as module,
        figures.modalite,
        figures.valeur,
        row_number() over (
            partition by figures.annee, figures.antenne, coalesce(figures.base_libelle, figures.population, ''), coalesce(figures.site, figures.departement), figures.module, figures.modalite
            order by figures.source_ref nulls last
        ) as rang
    from {{ ref('figure') }} as figures
    where figures.dimension = 'age' and figures.unite = 'personne' and figures.modalite <> '_T' and figures.valeur is not null
),

figures as (
    select
        declarees.annee,
        declarees.antenne,
        declarees.provenance,
        declarees.population,
        declarees.site,
        declarees.module,
        case when tranches.code is null then '_U' else tranches.code end as tranche_native,
        case
            when tranches.code is null then '_U'
            when tranches.tranche_commune is null then 'non_ventilable'
            else tranches.tranche_commune
        end as tranche_commune,
        declarees.valeur
    from declarees
    left join {{ ref('tranche_age') }} as tranches
        on declarees.antenne = tranches.antenne and declarees.modalite = tranches.code
    where declarees.rang = 1
),

reunies as (
    select annee, antenne, provenance, population, site, module, 'native' as grille, tranche_native as tranche, valeur from personnes where a_sa_grille
    union all
    select annee, antenne, provenance, population, site, module, 'commune' as grille, tranche_commune as tranche, valeur from personnes
    union all
    select annee, 'CPCA' as antenne, provenance, population || ' ; somme des antennes' as population, site, module, 'commune' as grille, tranche_commune as tranche, valeur from personnes
    union all
    select annee, antenne, provenance, population, site, module, 'native' as grille, tranche_native as tranche, valeur from figures
    union all
    select annee, antenne, provenance, population, site, module, 'commune' as grille, tranche_commune as tranche, valeur from figures
),

sommes as (
    select annee, antenne, provenance, population, site, module, grille, tranche, sum(valeur) as valeur
    from reunies
    group by annee, antenne, provenance, population, site, module, grille, tranche
),

bases as (
    select
        sommes.*,
        sum(valeur) over (partition by annee, antenne, provenance, population, site, module, grille) as base_valeur,
        sum(case when tranche in ('_U', 'inconnu', 'non_transmis') then valeur else 0 end) over (partition by annee, antenne, provenance, population, site, module, grille) as inconnus
    from sommes
)

select
    annee,
    antenne,
    provenance,
    population,
    site,
    module,
    grille,
    tranche,
    case when tranche = 'non_ventilable' then 'la tranche déclarée est à cheval sur plusieurs tranches communes' end as raison,
    cast(valeur as decimal(18, 4)) as valeur,
    cast(base_valeur as decimal(18, 4)) as base_valeur,
    cast(inconnus as decimal(18, 4)) as inconnus,
    cast(cast(valeur * 100 as decimal(38, 4)) / nullif(base_valeur, 0) as decimal(18, 4)) as part
from bases
