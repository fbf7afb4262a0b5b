select
    cube,
    indicateur,
    libelle,
    unite,
    base,
    base_region,
    formule,
    definition,
    classe
from {{ seed('indicateur_cube') }}
