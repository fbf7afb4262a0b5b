select
    source_ref,
    annee,
    coalesce(antenne_concernee, antenne) as antenne,
    module,
    financeur,
    montant_demande,
    montant_accorde
from {{ ref('stg_financement') }}
