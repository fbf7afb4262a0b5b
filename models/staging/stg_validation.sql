select
    numero,
    source,
    periode,
    etat,
    le
from {{ source('meta', 'validation') }}
