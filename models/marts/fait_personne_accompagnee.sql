-- The rows of the core that touch their year: told, not kept twice.
select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    prescripteur,
    cadre,
    cadre_commun,
    entree,
    tranche_duree,
    sexe,
    tranche_age,
    ressources,
    emploi,
    situation_conjugale,
    departement_residence,
    age,
    rang,
    en_cours
from {{ ref('accompagnement') }}
where rang is not null
