select
    caracteristique,
    cast(niveau as integer) as niveau,
    code,
    code_large,
    libelle_large
from {{ seed('regroupement') }}
