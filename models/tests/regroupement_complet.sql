-- Every finest code that a list can give or that persons have is widened at each level, or the widened sums lose persons.
with listes as (
    select
        case when dimension = 'situation_professionnelle' then 'emploi' when dimension = 'motif_sortie' then 'motif' else dimension end as caracteristique,
        case when modalite_commune = 'inconnu' then '_U' else modalite_commune end as code
    from {{ ref('modalite') }}
    where dimension in ('situation_professionnelle', 'ressources', 'situation_conjugale', 'prescripteur', 'motif_sortie')
    union
    select 'age' as caracteristique, code from {{ ref('tranche_commune') }}
    union
    select caracteristique, modalite as code from {{ ref('groupe_profil') }}
    where caracteristique not in ('sexe', 'cadre', 'enfants')
    union
    select caracteristique, modalite as code from {{ ref('groupe_sortie') }}
    where caracteristique <> 'classe_large'
),

attendus as (
    select listes.caracteristique, listes.code, niveaux.niveau
    from listes
    cross join (select 1 as niveau union all select 2 as niveau) as niveaux
)

select attendus.caracteristique, attendus.niveau, attendus.code
from attendus
left join {{ ref('regroupement') }} as regroupements
    on attendus.caracteristique = regroupements.caracteristique
    and attendus.niveau = regroupements.niveau
    and attendus.code = regroupements.code
where regroupements.code is null
