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
    sexe,
    tranche_age,
    emploi,
    situation_conjugale,
    departement_residence
from {{ ref('entretien') }}
