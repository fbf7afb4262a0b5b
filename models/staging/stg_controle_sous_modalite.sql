select
    dimension,
    modalite,
    parent,
    complet = 'oui' as complet
from {{ seed('controle_sous_modalite') }}
