select distinct
    antenne,
    libelle,
    code
from {{ seed('logement') }}
