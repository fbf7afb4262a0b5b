select distinct
    antenne,
    code,
    code_commun as insee
from {{ seed('site') }}
