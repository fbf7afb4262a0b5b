select
    code,
    nom,
    departement,
    porteur
from {{ seed('antenne') }}
