select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.antenne_concernee,
    rows_read.type_evenement,
    rows_read.theme,
    rows_read.public,
    rows_read.commune,
    rows_read.date_debut,
    rows_read.date_fin,
    rows_read.heures,
    rows_read.participants,
    rows_read.dates_au_mois
from {{ source('raw', 'evenement') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
