-- Of several words for a funder the shortest, which is the one that people say.
select
    code,
    libelle
from (
    select
        code,
        libelle,
        row_number() over (partition by code order by length(libelle) nulls last, libelle nulls last) as rang
    from {{ ref('stg_financeur') }}
) as mots
where rang = 1
