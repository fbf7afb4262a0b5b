select
    regle,
    famille,
    gravite,
    libelle,
    seuil
from {{ ref('stg_controle_regle') }}
