-- A code of a published table has the base and the formula that it has there; the words of declared figures have none.
select
    '' as cube,
    code,
    libelle,
    unite,
    cast(null as varchar) as base,
    cast(null as varchar) as formule,
    classe,
    definition
from {{ ref('stg_indicateur') }}
union all
select
    cube,
    indicateur as code,
    libelle,
    unite,
    base,
    formule,
    classe,
    definition
from {{ ref('stg_indicateur_cube') }}
