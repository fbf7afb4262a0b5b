select
    regle,
    libelle,
    regle_ecrite
from {{ seed('regle_contradiction') }}
