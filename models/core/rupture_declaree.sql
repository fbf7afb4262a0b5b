-- A break of all antennes is a break of each, and of the region; what is said of one antenne goes before it.
with visees as (
    select code as antenne from {{ ref('antenne') }}
    union all
    select 'CPCA' as antenne
),

declarees as (
    select
        ruptures.source_ref,
        ruptures.annee as annee_fichier,
        ruptures.annee_rupture as annee,
        visees.antenne,
        ruptures.antenne_concernee = 'toutes' as de_toutes,
        ruptures.indicateur,
        case when coalesce(ruptures.module, 'sans_objet') in ('toutes', 'sans_objet', 'inconnu', 'non_transmis') then '_T' else ruptures.module end as module,
        case when coalesce(ruptures.population, 'sans_objet') in ('sans_objet', 'inconnu', 'non_transmis') then '_T' else ruptures.population end as population,
        ruptures.avant,
        ruptures.apres,
        ruptures.date_decision,
        ruptures.par
    from {{ ref('stg_rupture') }} as ruptures
    inner join visees on ruptures.antenne_concernee in (visees.antenne, 'toutes')
),

-- The workbook of a later year says again, or better, what an earlier one said.
rangees as (
    select
        declarees.*,
        row_number() over (
            partition by annee, antenne, indicateur, module, population
            order by de_toutes nulls last, annee_fichier desc nulls last, source_ref nulls last
        ) as rang
    from declarees
)

select
    source_ref,
    annee,
    antenne,
    de_toutes,
    indicateur,
    module,
    population,
    avant,
    apres,
    date_decision,
    par
from rangees
where rang = 1
