select
    source_ref,
    annee,
    antenne as enonce_par,
    coalesce(antenne_concernee, antenne) as antenne,
    logement,
    site,
    departement,
    type_place,
    places,
    date_ouverture,
    date_fermeture
from {{ ref('stg_logement') }}
