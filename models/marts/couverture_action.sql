with rangees as (
    select
        annee,
        departement,
        coalesce(tribunal, '_U') as tribunal,
        action_reference,
        antenne,
        site,
        case etat when 'en_place' then 1 when 'partielle' then 2 when 'projetee' then 3 when 'bloquee' then 4 else 5 end as rang
    from {{ ref('offre_par_action') }}
),

sommes as (
    select
        annee,
        departement,
        case when grouping(tribunal) = 1 then '_T' else tribunal end as tribunal,
        action_reference,
        min(rang) as rang,
        count(distinct case when rang = 1 then site end) as sites,
        string_agg(distinct case when rang <= 2 then antenne end, ', ' order by case when rang <= 2 then antenne end nulls last) as antennes
    from rangees
    group by grouping sets ((annee, departement, tribunal, action_reference), (annee, departement, action_reference))
)

select
    annee,
    departement,
    tribunal,
    action_reference as action,
    case rang when 1 then 'en_place' when 2 then 'partielle' when 3 then 'projetee' when 4 then 'bloquee' else 'non_mentionnee' end as etat,
    coalesce(antennes, '') as antennes,
    cast(sites as integer) as sites,
    rang = 1 as en_place
from sommes
