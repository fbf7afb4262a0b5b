select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    prescripteur,
    prescripteur_precision,
    cadre,
    tribunal,
    issue,
    date_orientation,
    date_issue,
    dates_au_mois
from {{ ref('stg_orientation') }}
