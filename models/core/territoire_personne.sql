-- Two readings that answer two questions: where the person is followed, and where she lives.
with sites as (
    select antenne, code, min(substr(insee, 1, 2)) as departement
    from {{ ref('site') }}
    group by antenne, code
),

lieux as (
    select
        faits.annee,
        coalesce(sites.departement, antennes.departement, '_U') as departement,
        faits.antenne,
        faits.personne_key,
        faits.rang
    from {{ ref('accompagnement') }} as faits
    left join sites on faits.antenne = sites.antenne and faits.site = sites.code
    left join {{ ref('antenne') }} as antennes on faits.antenne = antennes.code
    where faits.rang is not null
)

select annee, 'accompagnement' as lecture, departement, antenne, personne_key
from lieux
where rang = 1
union all
-- Another line of the same person adds a territory only where it is another one.
select distinct autres.annee, 'accompagnement' as lecture, autres.departement, autres.antenne, autres.personne_key
from lieux as autres
inner join lieux as premiers
    on autres.annee = premiers.annee
    and autres.antenne = premiers.antenne
    and autres.personne_key = premiers.personne_key
    and autres.departement <> premiers.departement
where autres.rang > 1 and premiers.rang = 1
union all
-- Where she lives is told of the person, the same on each of her lines.
select
    annee,
    'residence' as lecture,
    case when departement_residence is null or departement_residence in ('inconnu', 'non_transmis', 'sans_objet') then '_U' else departement_residence end as departement,
    antenne,
    personne_key
from {{ ref('accompagnement') }}
where rang = 1
