with demandes as (
    select annee, antenne, module, max(base_valeur) as demandes
    from {{ ref('demandes_refusees') }}
    group by annee, antenne, module
),

mouvements as (
    select
        attentes.annee,
        attentes.antenne,
        attentes.module,
        'attente' as genre,
        indicateurs.indicateur,
        cast(
            case indicateurs.indicateur
                when 'ouverture' then attentes.ouverture
                when 'entrees' then attentes.entrees
                when 'fins' then attentes.fins
                when 'cloture' then attentes.cloture
                when 'delai_median' then attentes.delai_median
                when 'fins_plus_de_six_mois' then attentes.fins_plus_de_six_mois
                when 'cloture_plus_de_six_mois' then attentes.cloture_plus_de_six_mois
            end as decimal(18, 4)
        ) as valeur,
        case when indicateurs.indicateur in ('ouverture', 'entrees', 'fins', 'cloture') then attentes.sans_date end as inconnus,
        case when indicateurs.indicateur = 'cloture' then attentes.personnes_en_attente end as contributeurs,
        case
            when indicateurs.indicateur = 'cloture' then {{ french('attentes.ouverture', 0) }} || ' + ' || {{ french('attentes.entrees', 0) }} || ' − '
                || {{ french('attentes.fins', 0) }} || ' = ' || {{ french('attentes.cloture', 0) }}
        end as formule
    from {{ ref('mouvement_attente') }} as attentes
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'attente' and indicateurs.indicateur <> 'demandes_non_satisfaites'
    union all
    select
        annee,
        antenne,
        module,
        'demande' as genre,
        'demandes_non_satisfaites' as indicateur,
        cast(demandes as decimal(18, 4)) as valeur,
        cast(null as integer) as inconnus,
        cast(null as integer) as contributeurs,
        cast(null as varchar) as formule
    from demandes
),

muettes as (
    select presentes.annee, presentes.genre, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct annee, genre from mouvements) as presentes
    cross join {{ ref('antenne') }} as antennes
    left join (select distinct annee, antenne, genre from mouvements) as envois
        on presentes.annee = envois.annee and presentes.genre = envois.genre and antennes.code = envois.antenne
    where envois.antenne is null
    group by presentes.annee, presentes.genre
),

-- A median of medians says nothing: the region has none.
region as (
    select
        annee,
        module,
        genre,
        indicateur,
        sum(valeur) as valeur,
        sum(inconnus) as inconnus
    from mouvements
    where indicateur <> 'delai_median'
    group by annee, module, genre, indicateur
),

final as (
    select
        mouvements.annee,
        mouvements.antenne,
        mouvements.module,
        mouvements.genre,
        mouvements.indicateur,
        mouvements.valeur,
        indicateurs.libelle,
        indicateurs.unite,
        indicateurs.base,
        mouvements.inconnus,
        mouvements.formule,
        mouvements.contributeurs
    from mouvements
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'attente' and mouvements.indicateur = indicateurs.indicateur
    union all
    select
        region.annee,
        'CPCA' as antenne,
        region.module,
        region.genre,
        region.indicateur,
        region.valeur,
        indicateurs.libelle,
        indicateurs.unite,
        indicateurs.base_region || case when muettes.noms is null then '' else ' ; sans lignes : ' || muettes.noms end as base,
        region.inconnus,
        cast(null as varchar) as formule,
        cast(null as integer) as contributeurs
    from region
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'attente' and region.indicateur = indicateurs.indicateur
    left join muettes on region.annee = muettes.annee and region.genre = muettes.genre
)

select
    final.annee,
    final.antenne,
    final.module,
    final.indicateur,
    cast(final.valeur as decimal(18, 4)) as valeur,
    case when final.valeur is null then 'sans_objet' end as absence,
    final.libelle,
    final.unite,
    final.base,
    cast(null as integer) as numerateur,
    cast(null as integer) as denominateur,
    cast(final.inconnus as integer) as inconnus,
    final.formule,
    'calcule' as provenance,
    coalesce(sources.source, '') as source,
    cast(final.contributeurs as integer) as contributeurs
from final
left join {{ ref('source_de_genre') }} as sources
    on final.annee = sources.annee and final.antenne = sources.antenne and final.genre = sources.genre
