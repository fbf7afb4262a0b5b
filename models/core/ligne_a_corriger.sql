select
    fichiers.annee,
    fichiers.antenne,
    fichiers.source,
    fichiers.fichier,
    problemes.code,
    problemes.feuille,
    problemes.ligne,
    problemes.colonne,
    problemes.regle
from {{ ref('stg_probleme') }} as problemes
inner join {{ ref('stg_fichier') }} as fichiers on problemes.fichier_id = fichiers.fichier_id
where fichiers.antenne is not null and fichiers.annee is not null
