select
    source_ref,
    annee,
    convention,
    coalesce(antenne_concernee, antenne) as antenne,
    departement,
    module,
    indicateur,
    unite,
    cible
from {{ ref('stg_objectif') }}
