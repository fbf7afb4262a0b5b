select
    source_ref,
    annee,
    convention,
    coalesce(antenne_concernee, antenne) as antenne,
    nature,
    montant,
    date_versement
from {{ ref('stg_versement') }}
