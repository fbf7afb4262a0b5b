select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.antenne_concernee,
    rows_read.module,
    rows_read.sens,
    rows_read.compte,
    rows_read.montant_prevu,
    rows_read.montant_realise,
    rows_read.dates_au_mois
from {{ source('raw', 'ligne_budget') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
