select
    source_ref,
    annee,
    antenne,
    site,
    module,
    seance,
    duree_heures,
    capacite,
    date_seance
from {{ ref('stg_seance') }}
