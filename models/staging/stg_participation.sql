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
    rows_read.presence,
    rows_read.dates_au_mois,
    rows_read.report_vers,
    rows_read.suite
from {{ source('raw', 'participation') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
