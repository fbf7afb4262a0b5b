-- An antenne whose list names no population for all her persons counts them under the common word.
with propres as (
    select antenne
    from {{ ref('stg_population_comptee') }}
    where antenne is not null and module is null and cadre_commun is null and entree is null
)

select
    coalesce(populations.antenne, antennes.code) as antenne,
    populations.population,
    populations.indicateur,
    populations.module_enonce,
    populations.module,
    populations.cadre_commun,
    populations.entree
from {{ ref('stg_population_comptee') }} as populations
inner join {{ ref('stg_antenne') }} as antennes
    on populations.antenne = antennes.code
    or (populations.antenne is null and antennes.code not in (select antenne from propres))
