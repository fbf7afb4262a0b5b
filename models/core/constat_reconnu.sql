-- The newest word on a finding counts, as long as its values stay.
with rangees as (
    select
        id,
        empreinte,
        motif,
        row_number() over (partition by id, empreinte order by numero desc nulls last) as rang
    from {{ ref('stg_constat_reconnu') }}
)

select
    id,
    empreinte,
    motif
from rangees
where rang = 1
