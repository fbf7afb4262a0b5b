select
    population,
    indicateur,
    module,
    population_comptee
from {{ ref('stg_controle_autre_mot') }}
