select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    type_entretien,
    tenue,
    date_entretien,
    dates_au_mois
from {{ ref('stg_entretien') }}
