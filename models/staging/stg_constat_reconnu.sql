select
    numero,
    id,
    empreinte,
    motif
from {{ source('meta', 'constat_reconnu') }}
