-- A person whom two antennes follow in one territory is one person there.
with comptes as (
    select
        annee,
        lecture,
        case when grouping(departement) = 1 then '_T' else departement end as departement,
        count(distinct personne_key) as personnes
    from {{ ref('territoire_personne') }}
    group by grouping sets ((annee, lecture, departement), (annee, lecture))
),

-- Whom the territory follows without knowing where she lives may live in it: the reading by residence is a least.
residences_inconnues as (
    select
        suivies.annee,
        'residence' as lecture,
        case when grouping(suivies.departement) = 1 then '_T' else suivies.departement end as departement,
        count(distinct suivies.personne_key) as inconnus
    from {{ ref('territoire_personne') }} as suivies
    inner join {{ ref('territoire_personne') }} as residences
        on suivies.annee = residences.annee
        and suivies.antenne = residences.antenne
        and suivies.personne_key = residences.personne_key
    where suivies.lecture = 'accompagnement' and residences.lecture = 'residence' and residences.departement = '_U'
    group by grouping sets ((suivies.annee, suivies.departement), (suivies.annee))
)

select
    coalesce(comptes.annee, residences_inconnues.annee) as annee,
    coalesce(comptes.lecture, residences_inconnues.lecture) as lecture,
    coalesce(comptes.departement, residences_inconnues.departement) as departement,
    comptes.personnes,
    residences_inconnues.inconnus
from comptes
full join residences_inconnues
    on comptes.annee = residences_inconnues.annee
    and comptes.lecture = residences_inconnues.lecture
    and comptes.departement = residences_inconnues.departement
