with suivies as (
    select annee, antenne, personne_key
    from {{ ref('accompagnement') }}
    where rang = 1 and dans_une_autre_antenne
)

select
    ici.annee,
    ici.antenne,
    ailleurs.antenne as autre_antenne,
    cast(count(*) as integer) as personnes
from suivies as ici
inner join suivies as ailleurs
    on ici.annee = ailleurs.annee and ici.personne_key = ailleurs.personne_key and ici.antenne <> ailleurs.antenne
group by ici.annee, ici.antenne, ailleurs.antenne
