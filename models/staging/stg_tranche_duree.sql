select
    code,
    libelle
from {{ seed('tranche_duree') }}
