select
    source_ref,
    source,
    annee,
    antenne,
    site,
    module,
    seance,
    public,
    duree_heures,
    capacite,
    presents,
    date_seance,
    date_fin
from {{ ref('stg_seance') }}
