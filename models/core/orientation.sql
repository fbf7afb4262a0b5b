select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    prescripteur,
    prescripteur_precision,
    cadre,
    date_orientation
from {{ ref('stg_orientation') }}
