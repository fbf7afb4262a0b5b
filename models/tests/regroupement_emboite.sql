-- Levels nest: codes that are one at level 1 are one at level 2. A wide code has one name, and wide ages have no hole.
select 'niveaux' as defaut, fins.caracteristique, fins.code_large
from {{ ref('regroupement') }} as fins
left join {{ ref('regroupement') }} as larges
    on fins.caracteristique = larges.caracteristique and fins.code = larges.code and larges.niveau = 2
where fins.niveau = 1
group by fins.caracteristique, fins.code_large
having count(distinct larges.code_large) <> 1 or count(larges.code_large) <> count(*)
union all
select 'libelles' as defaut, caracteristique, code_large
from {{ ref('regroupement') }}
group by caracteristique, niveau, code_large
having count(distinct libelle_large) <> 1
union all
select 'inconnus' as defaut, caracteristique, code_large
from {{ ref('regroupement') }}
where (code = '_U') <> (code_large = '_U')
union all
select 'ages' as defaut, regroupements.caracteristique, regroupements.code_large
from {{ ref('regroupement') }} as regroupements
inner join {{ ref('tranche_commune') }} as communes on regroupements.code = communes.code
where regroupements.caracteristique = 'age'
group by regroupements.caracteristique, regroupements.niveau, regroupements.code_large
having sum(communes.age_max - communes.age_min + 1) <> max(communes.age_max) - min(communes.age_min) + 1
