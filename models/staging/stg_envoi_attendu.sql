select
    source,
    antenne,
    libelle,
    obligatoire = 'oui' as obligatoire,
    cast(annee_du as integer) as annee_du,
    cast(annee_au as integer) as annee_au
from {{ seed('envoi_attendu') }}
