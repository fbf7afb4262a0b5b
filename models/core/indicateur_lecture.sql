select
    code,
    libelle
from {{ ref('stg_indicateur_lecture') }}
