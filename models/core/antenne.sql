select
    code,
    nom,
    departement,
    porteur = 'oui' as porteur
from {{ ref('stg_antenne') }}
