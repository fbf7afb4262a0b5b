select
    code,
    nom
from {{ ref('stg_departement') }}
