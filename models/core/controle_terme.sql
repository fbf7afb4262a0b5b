with roles as (
    select regle, 'quotient' as terme, quotient as grandeur
    from {{ ref('stg_controle_rapport') }}
    where forme = 'quotient'
    union all
    select regle, 'numerateur' as terme, numerateur as grandeur
    from {{ ref('stg_controle_rapport') }}
    where forme = 'quotient'
    union all
    select regle, 'denominateur' as terme, denominateur as grandeur
    from {{ ref('stg_controle_rapport') }}
    where forme = 'quotient'
)

select
    roles.regle,
    roles.terme,
    -- A head count goes by the name that each sender gives it.
    coalesce(indicateurs.indicateur, grandeurs.mesure) as indicateur,
    grandeurs.population,
    grandeurs.unite,
    grandeurs.module
from roles
inner join {{ ref('stg_controle_grandeur') }} as grandeurs on roles.grandeur = grandeurs.grandeur
left join {{ ref('stg_controle_indicateur') }} as indicateurs
    on grandeurs.mesure = 'decompte'
    and indicateurs.genre = 'effectif'
where grandeurs.dimension is null
