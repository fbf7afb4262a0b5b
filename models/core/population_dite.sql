-- A population as figures name it: in its own label, or in the word that the activity takes.
select code as population, libelle from {{ ref('stg_population') }}
union
select population, libelle from {{ ref('stg_indicateur_activite') }} where population is not null
