select
    population,
    ensemble,
    relation
from {{ seed('controle_population') }}
