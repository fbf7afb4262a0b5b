select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    'hebergement' as module,
    logement,
    type_place,
    nuitees,
    en_cours,
    date_entree,
    date_sortie,
    sexe,
    tranche_age,
    emploi,
    situation_conjugale,
    departement_residence
from {{ ref('sejour') }}
where nuitees > 0
