select
    code,
    libelle,
    unite,
    classe,
    definition
from {{ ref('definition_indicateur') }}
