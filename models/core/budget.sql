select
    source_ref,
    annee,
    coalesce(antenne_concernee, antenne) as antenne,
    module,
    sens,
    compte,
    montant_prevu,
    montant_realise
from {{ ref('stg_ligne_budget') }}
