-- A year of which an antenne sends no dated row of a kind has no month of that kind: a missing file is no zero.
with annees as (
    select
        annee,
        antenne,
        indicateur,
        sum(case when mois is null then valeur else 0 end) as sans_date
    from {{ ref('volume_mois') }}
    group by annee, antenne, indicateur
    having count(mois) > 0
    union all
    select annee, antenne, 'personnes_accompagnees' as indicateur, 0 as sans_date
    from {{ ref('personne_annee') }}
    group by annee, antenne
),

comptes as (
    select
        annees.annee,
        annees.antenne,
        annees.indicateur,
        mois.numero,
        mois.code,
        mois.trimestre as numero_trimestre,
        annees.sans_date,
        coalesce(volumes.valeur, 0) as valeur
    from annees
    cross join {{ ref('mois') }} as mois
    left join {{ ref('volume_mois') }} as volumes
        on annees.annee = volumes.annee
        and annees.antenne = volumes.antenne
        and annees.indicateur = volumes.indicateur
        and mois.numero = volumes.mois
)

select
    annee,
    case when grouping(antenne) = 1 then 'CPCA' else antenne end as antenne,
    indicateur,
    cast(annee as varchar) || '-' || code as mois,
    cast(annee as varchar) || '-T' || cast(numero_trimestre as varchar) as trimestre,
    cast(annee * 12 + numero - 1 as integer) as rang,
    cast(count(*) as integer) as antennes,
    cast(sum(sans_date) as integer) as sans_date,
    cast(sum(valeur) as integer) as valeur
from comptes
group by grouping sets (
    (annee, antenne, indicateur, code, numero_trimestre, numero),
    (annee, indicateur, code, numero_trimestre, numero)
)
