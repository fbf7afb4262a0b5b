select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.site,
    rows_read.module,
    rows_read.date_debut,
    rows_read.date_fin,
    rows_read.personnes,
    rows_read.seances,
    rows_read.participations,
    rows_read.dates_au_mois
from {{ source('raw', 'collectif') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
