select
    code,
    libelle,
    unite,
    classe,
    definition
from {{ seed('indicateur') }}
