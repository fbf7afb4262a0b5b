select
    code,
    nom
from {{ seed('departement') }}
