select
    annee,
    famille,
    regle,
    gravite,
    libelle,
    count(*) as controles,
    count(*) filter (where tient) as tiennent,
    count(*) filter (where not tient) as constats
from {{ ref('controle') }}
group by annee, famille, regle, gravite, libelle
