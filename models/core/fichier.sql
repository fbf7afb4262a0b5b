select
    fichier_id,
    fichier,
    source,
    antenne,
    annee,
    lus,
    charges,
    a_corriger
from {{ ref('stg_fichier') }}
