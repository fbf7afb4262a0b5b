select
    problemes.fichier_id,
    problemes.code,
    problemes.feuille,
    problemes.ligne,
    problemes.colonne,
    problemes.regle
from {{ source('meta', 'probleme') }} as problemes
inner join {{ ref('stg_fichier') }} as fichiers on problemes.fichier_id = fichiers.fichier_id
