select
    faits.source_ref,
    faits.personne_key,
    faits.annee,
    faits.antenne,
    faits.site,
    faits.module,
    faits.prescripteur,
    faits.prescripteur_precision,
    faits.cadre,
    faits.tribunal,
    faits.issue,
    faits.date_orientation,
    faits.date_issue,
    faits.dates_au_mois,
    personnes.sexe,
    personnes.tranche_age,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence
from {{ ref('stg_orientation') }} as faits
left join {{ ref('personne') }} as personnes
    on faits.personne_key = personnes.personne_key
    and faits.antenne = personnes.antenne
    and faits.annee = personnes.annee
