select
    antenne,
    code,
    insee
from {{ ref('stg_site') }}
