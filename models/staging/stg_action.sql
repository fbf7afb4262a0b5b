select
    code,
    code_commun,
    min(libelle) as libelle
from {{ seed('action') }}
group by code, code_commun
