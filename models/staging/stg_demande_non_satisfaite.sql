select
    rows_read.fichier_id,
    fichiers.fichier,
    rows_read.feuille,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.site,
    rows_read.module,
    rows_read.prescripteur,
    rows_read.date_demande,
    rows_read.cause,
    rows_read.dates_au_mois
from {{ source('raw', 'demande_non_satisfaite') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
