-- Each person is in each characteristic exactly once; what is known of nobody has no line at all.
with attendus as (
    select 'profil' as modele, annee, antenne, count(distinct personne_key) as personnes
    from {{ ref('fait_personne_accompagnee') }}
    group by annee, antenne
    union all
    select 'sortie' as modele, annee, antenne, count(distinct personne_key) as personnes
    from {{ ref('fait_sortie') }}
    where personne_sortie
    group by annee, antenne
),

groupes as (
    select 'profil' as modele, annee, antenne, caracteristique, modalite, personnes from {{ ref('groupe_profil') }}
    union all
    select 'sortie' as modele, annee, antenne, caracteristique, modalite, personnes from {{ ref('groupe_sortie') }}
),

sommes as (
    select
        modele,
        annee,
        antenne,
        caracteristique,
        sum(personnes) as personnes,
        sum(case when modalite <> '_U' then personnes else 0 end) as connues
    from groupes
    group by modele, annee, antenne, caracteristique
)

select
    sommes.modele,
    sommes.annee,
    sommes.antenne,
    sommes.caracteristique,
    sommes.personnes,
    attendus.personnes as attendues
from sommes
left join attendus
    on sommes.modele = attendus.modele and sommes.annee = attendus.annee and sommes.antenne = attendus.antenne
where sommes.personnes is distinct from attendus.personnes or sommes.connues = 0
