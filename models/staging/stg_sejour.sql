select
    rows_read.fichier_id,
    fichiers.fichier,
    rows_read.feuille,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.personne_key,
    rows_read.logement,
    rows_read.site,
    rows_read.type_place,
    rows_read.date_entree,
    rows_read.date_sortie,
    rows_read.dates_au_mois
from {{ source('raw', 'sejour') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
