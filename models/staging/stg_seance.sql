select
    rows_read.fichier_id,
    fichiers.fichier,
    rows_read.feuille,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.source,
    rows_read.annee,
    rows_read.antenne,
    rows_read.personne_key,
    rows_read.seance,
    rows_read.site,
    rows_read.module,
    rows_read.date_seance,
    rows_read.duree_heures,
    rows_read.capacite,
    rows_read.dates_au_mois,
    rows_read.public,
    rows_read.date_fin,
    rows_read.presents
from {{ source('raw', 'seance') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
