-- A declared band has a common one only where it lies inside it whole.
select
    tranches.antenne,
    tranches.code,
    tranches.libelle,
    communes.code as tranche_commune,
    tranches.age_min,
    tranches.age_max
from {{ ref('stg_tranche_age') }} as tranches
left join {{ ref('tranche_commune') }} as communes
    on tranches.age_min >= communes.age_min and tranches.age_max <= communes.age_max
