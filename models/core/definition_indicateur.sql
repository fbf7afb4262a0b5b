select
    code,
    libelle,
    unite,
    classe,
    definition
from {{ ref('stg_indicateur') }}
