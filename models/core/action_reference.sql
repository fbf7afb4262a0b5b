select
    actions.code_commun as code,
    min(actions.libelle) as libelle
from {{ ref('stg_action') }} as actions
where actions.code = actions.code_commun
group by actions.code_commun
