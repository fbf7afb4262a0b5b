select
    population,
    indicateur,
    dimension,
    modalite,
    bloc,
    modalite_bloc,
    libelle
from {{ seed('bloc_chiffre_cle') }}
