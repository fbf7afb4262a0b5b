select
    source_ref,
    annee,
    antenne,
    site,
    module,
    personnes,
    seances,
    participations,
    date_debut,
    date_fin
from {{ ref('stg_collectif') }}
