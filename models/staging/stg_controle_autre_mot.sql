select
    population,
    indicateur,
    module,
    population_comptee
from {{ seed('controle_autre_mot') }}
