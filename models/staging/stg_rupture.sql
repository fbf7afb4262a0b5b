select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.annee_rupture,
    rows_read.antenne_concernee,
    rows_read.indicateur,
    rows_read.module,
    rows_read.population,
    rows_read.avant,
    rows_read.apres,
    rows_read.date_decision,
    rows_read.par
from {{ source('raw', 'rupture') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
