select
    cast(annee_du as integer) as annee_du,
    cast(annee_au as integer) as annee_au,
    mois,
    jour
from {{ seed('echeance_envoi') }}
