select
    regle,
    libelle,
    regle_ecrite
from {{ ref('stg_regle_contradiction') }}
