select
    code,
    libelle,
    age_min,
    age_max
from {{ ref('stg_age_commun') }}
