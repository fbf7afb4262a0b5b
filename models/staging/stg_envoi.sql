select
    fichier_id,
    fichier,
    source,
    antenne,
    annee,
    periode,
    etat,
    charge_le
from {{ source('meta', 'fichier') }}
where etat in ('en_vigueur', 'remplace')
