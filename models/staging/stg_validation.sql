select
    numero,
    source,
    periode,
    etat,
    par,
    motif,
    le
from {{ source('meta', 'validation') }}
