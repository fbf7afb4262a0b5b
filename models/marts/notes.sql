with toutes as (
    select annee, antenne, indicateur, 'rupture' as genre, module, population, texte, avant, apres, par, le, source
    from {{ ref('rupture') }}
    union all
    select annee, antenne, indicateur, 'explication' as genre, module, '_T' as population, texte, '' as avant, '' as apres, par, le, source
    from {{ ref('explication') }}
)

select
    annee,
    antenne,
    indicateur,
    genre,
    cast(row_number() over (
        partition by annee, antenne, indicateur, genre
        order by module nulls last, population nulls last
    ) as integer) as rang,
    cast(1 as integer) as valeur,
    cast(null as varchar) as absence,
    module,
    texte,
    avant,
    apres,
    par,
    le,
    source,
    cast(null as integer) as contributeurs
from toutes
