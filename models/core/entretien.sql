select
    faits.source_ref,
    faits.personne_key,
    faits.annee,
    faits.antenne,
    faits.site,
    faits.module,
    faits.type_entretien,
    faits.tenue,
    faits.date_entretien,
    faits.dates_au_mois,
    personnes.sexe,
    personnes.tranche_age,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence
from {{ ref('stg_entretien') }} as faits
left join {{ ref('personne') }} as personnes
    on faits.personne_key = personnes.personne_key
    and faits.antenne = personnes.antenne
    and faits.annee = personnes.annee
