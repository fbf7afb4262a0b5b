select
    indicateur,
    population,
    unite,
    module,
    indicateur_activite,
    libelle,
    total_antenne = 'oui' as total_antenne
from {{ ref('stg_indicateur_activite') }}
