select
    antenne,
    population,
    indicateur,
    module_enonce,
    module,
    cadre_commun,
    entree
from {{ seed('population_comptee') }}
