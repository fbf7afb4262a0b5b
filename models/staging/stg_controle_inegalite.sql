select
    regle,
    petit,
    grand,
    portee,
    par_jour = 'oui' as par_jour
from {{ seed('controle_inegalite') }}
