select
    cube,
    indicateur,
    libelle,
    unite,
    base,
    base_region,
    formule,
    definition
from {{ seed('indicateur_cube') }}
