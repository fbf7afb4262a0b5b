with fins as (
    select
        annee,
        antenne,
        coalesce(module, '_U') as module,
        coalesce(motif_fin, '_U') as motif_fin,
        cast(date_fin - date_debut as integer) as jours
    from {{ ref('attente') }}
    where date_debut <= cast(cast(annee as varchar) || '-12-31' as date)
        and {{ year('date_fin') }} = annee
),

comptes as (
    select
        annee,
        antenne,
        case when grouping(module) = 1 then '_T' else module end as module,
        motif_fin,
        count(*) as valeur,
        {{ median('jours') }} as mediane
    from fins
    group by grouping sets ((annee, antenne, module, motif_fin), (annee, antenne, motif_fin))
),

bases as (
    select
        comptes.*,
        sum(valeur) over (partition by annee, antenne, module) as base_valeur,
        sum(case when motif_fin in ('_U', 'inconnu', 'non_transmis') then valeur else 0 end) over (partition by annee, antenne, module) as inconnus
    from comptes
)

select
    annee,
    antenne,
    module,
    motif_fin,
    'attentes finies dans l’année' as base_libelle,
    cast(valeur as integer) as valeur,
    cast(base_valeur as integer) as base_valeur,
    cast(inconnus as integer) as inconnus,
    cast(cast(valeur * 100 as decimal(38, 4)) / nullif(base_valeur, 0) as decimal(18, 4)) as part,
    cast(mediane as decimal(18, 4)) as delai_median
from bases
