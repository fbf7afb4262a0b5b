select
    code,
    libelle
from {{ seed('indicateur_lecture') }}
