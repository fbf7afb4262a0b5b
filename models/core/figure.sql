with effectifs as (
    select
        annee,
        antenne,
        coalesce(site, '') as site,
        coalesce(module, '') as module,
        population,
        indicateur,
        unite,
        valeur
    from {{ ref('stg_figure') }}
    where unite <> '%' and population is not null and (dimension is null or modalite = '_T')
),

-- The base of a count is the whole of what it counts, as the same sender states it.
totaux as (
    select
        annee,
        antenne,
        site,
        module,
        population,
        indicateur,
        min(valeur) as plus_petit,
        max(valeur) as plus_grand
    from effectifs
    group by annee, antenne, site, module, population, indicateur
    union all
    -- The base of a share is the head count of its population.
    select
        annee,
        antenne,
        site,
        module,
        population,
        'part' as indicateur,
        min(valeur) as plus_petit,
        max(valeur) as plus_grand
    from effectifs
    where unite in ('personne', 'orientation', 'accompagnement', 'mesure')
    group by annee, antenne, site, module, population
)

select
    figures.source_ref,
    figures.fichier_id,
    figures.annee,
    cast(figures.annee as varchar) as periode,
    figures.antenne,
    figures.site,
    figures.departement,
    figures.module,
    figures.population,
    figures.indicateur,
    figures.dimension,
    figures.modalite,
    figures.unite,
    figures.absence,
    figures.deduction,
    populations.libelle as base_libelle,
    figures.valeur,
    figures.valeur_max,
    case when totaux.plus_petit = totaux.plus_grand then totaux.plus_petit end as base_valeur,
    figures.approche
from {{ ref('stg_figure') }} as figures
left join {{ ref('stg_population') }} as populations on figures.population = populations.code
left join totaux
    on figures.annee = totaux.annee
    and figures.antenne = totaux.antenne
    and figures.population = totaux.population
    and figures.indicateur = totaux.indicateur
    and coalesce(figures.site, '') = totaux.site
    and coalesce(figures.module, '') = totaux.module
