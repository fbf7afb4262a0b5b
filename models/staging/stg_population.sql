select
    code,
    libelle
from {{ seed('population') }}
