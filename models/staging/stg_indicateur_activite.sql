select
    indicateur,
    population,
    unite,
    module,
    indicateur_activite,
    libelle,
    total_antenne
from {{ seed('indicateur_activite') }}
