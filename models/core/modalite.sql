select
    antennes.code as antenne,
    modalites.dimension,
    modalites.code as modalite,
    modalites.code_commun as modalite_commune
from {{ ref('stg_antenne') }} as antennes
inner join {{ ref('stg_modalite') }} as modalites
    on modalites.antenne is null or modalites.antenne = antennes.code
