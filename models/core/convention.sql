select
    source_ref,
    annee,
    convention,
    financeur,
    coalesce(antenne_concernee, antenne) as antenne,
    reversement_autorise,
    montant,
    date_signature,
    date_debut,
    date_fin
from {{ ref('stg_convention') }}
