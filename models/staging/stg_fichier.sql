select
    fichier_id,
    fichier,
    source,
    antenne,
    annee,
    lus,
    charges,
    a_corriger
from {{ source('meta', 'fichier') }}
where etat = 'en_vigueur'
