select
    population,
    indicateur,
    dimension,
    modalite,
    bloc,
    modalite_bloc,
    classe,
    libelle
from {{ ref('stg_bloc_chiffre_cle') }}
