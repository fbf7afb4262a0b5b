select
    accompagnements.source_ref,
    accompagnements.personne_key,
    accompagnements.annee,
    accompagnements.antenne,
    accompagnements.site,
    accompagnements.module,
    accompagnements.prescripteur,
    accompagnements.cadre,
    accompagnements.entree,
    accompagnements.tranche_duree,
    personnes.sexe,
    personnes.tranche_age,
    personnes.ressources,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence,
    personnes.age,
    accompagnements.en_cours
from {{ ref('accompagnement') }} as accompagnements
inner join {{ ref('personne') }} as personnes
    on accompagnements.personne_key = personnes.personne_key
    and accompagnements.antenne = personnes.antenne
    and accompagnements.annee = personnes.annee
where accompagnements.date_debut <= cast(cast(accompagnements.annee as varchar) || '-12-31' as date)
    and (
        accompagnements.date_fin is null
        or accompagnements.date_fin >= cast(cast(accompagnements.annee as varchar) || '-01-01' as date)
    )
