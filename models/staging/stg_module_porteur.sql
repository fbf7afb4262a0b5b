select
    code,
    libelle
from {{ seed('module_porteur') }}
