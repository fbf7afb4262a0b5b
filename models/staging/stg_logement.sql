select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.antenne_concernee,
    rows_read.logement,
    rows_read.site,
    rows_read.departement,
    rows_read.type_place,
    rows_read.places,
    rows_read.date_ouverture,
    rows_read.date_fermeture,
    rows_read.dates_au_mois
from {{ source('raw', 'logement') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
