select
    source_ref,
    annee,
    coalesce(antenne_concernee, antenne) as antenne,
    site,
    module,
    fonction,
    personnes,
    etp,
    etp_vacant,
    date_debut,
    date_fin
from {{ ref('stg_effectif') }}
