with ages as (
    select
        personnes.*,
        personnes.annee - personnes.annee_naissance as age
    from {{ ref('stg_personne') }} as personnes
)

select
    ages.source_ref,
    ages.personne_key,
    ages.annee,
    ages.antenne,
    ages.sexe,
    ages.departement_residence,
    tranches.code as tranche_age,
    ages.ressources,
    ages.emploi,
    ages.situation_conjugale,
    ages.annee_naissance,
    ages.age,
    ages.date_situation
from ages
left join {{ ref('stg_tranche_age') }} as tranches
    on ages.antenne = tranches.antenne and ages.age between tranches.age_min and tranches.age_max
