-- Two readings that answer two questions: where the person is followed, and where she lives.
with sites as (
    select antenne, code, min(substr(insee, 1, 2)) as departement
    from {{ ref('site') }}
    group by antenne, code
)

select distinct
    faits.annee,
    'accompagnement' as lecture,
    coalesce(sites.departement, antennes.departement, '_U') as departement,
    faits.antenne,
    faits.personne_key
from {{ ref('fait_personne_accompagnee') }} as faits
left join sites on faits.antenne = sites.antenne and faits.site = sites.code
left join {{ ref('antenne') }} as antennes on faits.antenne = antennes.code
union all
select distinct
    annee,
    'residence' as lecture,
    case when departement_residence is null or departement_residence in ('inconnu', 'non_transmis', 'sans_objet') then '_U' else departement_residence end as departement,
    antenne,
    personne_key
from {{ ref('fait_personne_accompagnee') }}
