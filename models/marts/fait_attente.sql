select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    motif_fin,
    en_attente_fin_annee,
    date_debut,
    date_fin,
    sexe,
    tranche_age,
    emploi,
    situation_conjugale,
    departement_residence
from {{ ref('attente') }}
