select
    code,
    libelle,
    cast(age_min as integer) as age_min,
    cast(age_max as integer) as age_max
from {{ seed('age_commun') }}
