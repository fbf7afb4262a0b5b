select
    departement,
    millesime,
    source,
    population
from {{ ref('stg_population_departement') }}
