select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.personne_key,
    rows_read.departement,
    rows_read.antenne_action,
    rows_read.action,
    rows_read.etat,
    rows_read.repere,
    rows_read.dates_au_mois,
    rows_read.site,
    rows_read.tribunal,
    rows_read.depuis,
    rows_read.financeur,
    rows_read.creneaux
from {{ source('raw', 'offre') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
