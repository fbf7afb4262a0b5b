select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.convention,
    rows_read.antenne_concernee,
    rows_read.nature,
    rows_read.date_versement,
    rows_read.montant,
    rows_read.dates_au_mois
from {{ source('raw', 'versement') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
