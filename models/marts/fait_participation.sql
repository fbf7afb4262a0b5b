select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    seance,
    presence,
    date_seance
from {{ ref('participation') }}
