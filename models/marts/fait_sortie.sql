select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    motif,
    motif_2,
    destination,
    tranche_duree,
    cohorte_entree,
    sexe,
    rang = 1 and not encore_suivie as personne_sortie,
    date_sortie
from {{ ref('sortie') }}
