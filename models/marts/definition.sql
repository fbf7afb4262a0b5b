select
    cube,
    code,
    libelle,
    unite,
    base,
    formule,
    classe,
    definition
from {{ ref('definition_indicateur') }}
