select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    prescripteur,
    cadre,
    tribunal,
    issue,
    date_orientation,
    sexe,
    tranche_age,
    emploi,
    situation_conjugale,
    departement_residence
from {{ ref('orientation') }}
where {{ year('date_orientation') }} = annee
