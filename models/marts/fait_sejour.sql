select
    faits.source_ref,
    faits.personne_key,
    faits.annee,
    faits.antenne,
    faits.site,
    'hebergement' as module,
    faits.logement,
    faits.type_place,
    faits.nuitees,
    faits.en_cours,
    faits.date_entree,
    faits.date_sortie,
    personnes.sexe,
    personnes.tranche_age,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence
from {{ ref('sejour') }} as faits
left join {{ ref('personne') }} as personnes
    on faits.personne_key = personnes.personne_key
    and faits.antenne = personnes.antenne
    and faits.annee = personnes.annee
where faits.nuitees > 0
