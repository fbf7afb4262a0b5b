select
    code,
    libelle
from {{ ref('stg_population') }}
