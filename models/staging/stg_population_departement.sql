select
    departement,
    source,
    cast(millesime as integer) as millesime,
    cast(population as integer) as population
from {{ seed('population_departement') }}
