select
    dimension,
    partage,
    par_module = 'oui' as par_module,
    modalite_totale
from {{ seed('controle_dimension') }}
