-- A module goes by several labels: the first by name is kept, in the middle of a sentence.
select
    code,
    min(case when libelle = upper(libelle) or left(libelle, 2) = upper(left(libelle, 2)) then libelle else lower(left(libelle, 1)) || substr(libelle, 2) end) as libelle
from {{ ref('stg_module_porteur') }}
group by code
