select
    rows_read.fichier_id,
    fichiers.fichier || ' · ' || rows_read.feuille || ' · ligne ' || cast(rows_read.ligne as varchar) as source_ref,
    rows_read.annee,
    rows_read.antenne,
    rows_read.personne_key,
    rows_read.sexe,
    rows_read.annee_naissance,
    rows_read.departement_residence,
    rows_read.ressources,
    rows_read.emploi,
    rows_read.situation_conjugale,
    rows_read.date_situation,
    rows_read.dates_au_mois,
    rows_read.identification,
    rows_read.tranche_age,
    rows_read.situation_parentale,
    rows_read.enfants_moins_3,
    rows_read.enfants_3_6,
    rows_read.enfants_7_11,
    rows_read.enfants_12_17,
    rows_read.suivi_spip
from {{ source('raw', 'personne') }} as rows_read
inner join {{ source('meta', 'fichier') }} as fichiers on rows_read.fichier_id = fichiers.fichier_id
