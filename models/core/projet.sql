select
    source_ref,
    annee,
    coalesce(antenne_concernee, antenne) as antenne,
    projet,
    departement,
    action,
    etat,
    montant,
    montant_eligible
from {{ ref('stg_projet') }}
