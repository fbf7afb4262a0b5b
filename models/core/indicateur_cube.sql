select
    cube,
    indicateur,
    libelle,
    unite,
    base,
    coalesce(base_region, base || ' ; somme des antennes') as base_region,
    formule,
    definition
from {{ ref('stg_indicateur_cube') }}
