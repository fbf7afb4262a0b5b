select
    population,
    indicateur,
    dimension,
    modalite,
    bloc,
    modalite_bloc,
    classe,
    libelle
from {{ seed('bloc_chiffre_cle') }}
