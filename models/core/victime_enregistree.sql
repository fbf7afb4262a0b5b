select
    departement,
    annee,
    source,
    victimes
from {{ ref('stg_victime_enregistree') }}
