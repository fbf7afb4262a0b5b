-- What a check is about, in the words that a note can name: by population, by measure, by declared change.
select
    mesures.mesure,
    activites.population,
    activites.module,
    activites.indicateur_activite as indicateur
from {{ ref('stg_indicateur_activite') }} as activites
cross join (select 'decompte' as mesure union all select 'part' as mesure) as mesures
where activites.population is not null
union
select activites.indicateur as mesure, activites.population, activites.module, activites.indicateur_activite as indicateur
from {{ ref('stg_indicateur_activite') }} as activites
union
select blocs.indicateur as mesure, blocs.population, cast(null as varchar) as module, blocs.indicateur
from {{ ref('stg_bloc_chiffre_cle') }} as blocs
inner join {{ ref('stg_indicateur_lecture') }} as indicateurs on blocs.indicateur = indicateurs.code
union
select grandeurs.grandeur as mesure, cast(null as varchar) as population, cast(null as varchar) as module, indicateurs.code as indicateur
from {{ ref('stg_controle_grandeur') }} as grandeurs
inner join {{ ref('stg_indicateur_lecture') }} as indicateurs on grandeurs.mesure = indicateurs.code || '_evolution'
