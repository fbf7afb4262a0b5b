select
    grandeur,
    case when population = '_' then '' else population end as population,
    mesure,
    unite,
    dimension,
    modalite,
    module,
    par_module = 'oui' as par_module
from {{ seed('controle_grandeur') }}
