with noms as (
    select
        actions.annee,
        actions.departement,
        actions.tribunal,
        actions.action,
        string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as antennes
    from {{ ref('couverture_action') }} as actions
    inner join {{ ref('antenne') }} as antennes on strpos(', ' || actions.antennes || ',', ', ' || antennes.code || ',') > 0
    group by actions.annee, actions.departement, actions.tribunal, actions.action
),

reperes as (
    select
        annee,
        departement,
        case when grouping(tribunal) = 1 then '_T' else coalesce(tribunal, '_U') end as tribunal,
        action_reference,
        string_agg(distinct source_ref, chr(10) order by source_ref nulls last) as source
    from {{ ref('offre_par_action') }}
    group by grouping sets ((annee, departement, tribunal, action_reference), (annee, departement, action_reference))
)

select
    actions.annee,
    actions.departement,
    actions.tribunal,
    actions.action,
    case when actions.en_place then 1 else 0 end as valeur,
    cast(null as varchar) as absence,
    actions.etat,
    coalesce(noms.antennes, '') as antennes,
    libelles.libelle,
    coalesce(reperes.source, '') as source,
    cast(null as integer) as contributeurs
from {{ ref('couverture_action') }} as actions
inner join {{ ref('action_reference') }} as libelles on actions.action = libelles.code
left join noms
    on actions.annee = noms.annee
    and actions.departement = noms.departement
    and actions.tribunal = noms.tribunal
    and actions.action = noms.action
left join reperes
    on actions.annee = reperes.annee
    and actions.departement = reperes.departement
    and actions.tribunal = reperes.tribunal
    and actions.action = reperes.action_reference
