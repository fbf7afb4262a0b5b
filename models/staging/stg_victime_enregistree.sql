select
    departement,
    source,
    cast(annee as integer) as annee,
    cast(victimes as integer) as victimes
from {{ seed('victime_enregistree') }}
