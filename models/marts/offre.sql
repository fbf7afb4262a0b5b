select
    annee,
    departement,
    action_reference as action,
    cast(max(case when etat = 'en_place' then 1 else 0 end) as integer) as valeur,
    cast(null as varchar) as absence,
    min(libelle) as libelle,
    min(repere) as source,
    cast(null as decimal(18, 4)) as contributeurs
from {{ ref('offre_par_action') }}
group by annee, departement, action_reference
