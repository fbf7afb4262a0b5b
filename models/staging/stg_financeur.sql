select
    code,
    libelle
from {{ seed('financeur') }}
