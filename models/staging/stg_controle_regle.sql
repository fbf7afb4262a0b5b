select
    regle,
    famille,
    gravite,
    libelle,
    cast(seuil as decimal(18, 4)) as seuil
from {{ seed('controle_regle') }}
