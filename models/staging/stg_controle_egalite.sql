select
    regle,
    cote,
    signe,
    grandeur,
    cast(rang as integer) as rang,
    cast(annees_avant as integer) as annees_avant,
    obligatoire = 'oui' as obligatoire,
    forme
from {{ seed('controle_egalite') }}
