select
    source_ref,
    annee,
    antenne,
    site,
    module,
    prescripteur,
    cause,
    date_demande
from {{ ref('stg_demande_non_satisfaite') }}
