-- A modality that holds others is counted by theirs, not on its own code.
select
    modalites.antenne,
    modalites.dimension,
    modalites.modalite
from {{ ref('modalite') }} as modalites
left join (select distinct dimension, parent from {{ ref('stg_controle_sous_modalite') }}) as parents
    on modalites.dimension = parents.dimension
    and modalites.modalite = parents.parent
where parents.parent is null
