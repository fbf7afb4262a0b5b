with bornes as (
    select
        sejours.*,
        cast(cast(sejours.annee as varchar) || '-01-01' as date) as premier_jour,
        cast(cast(sejours.annee + 1 as varchar) || '-01-01' as date) as lendemain
    from {{ ref('stg_sejour') }} as sejours
),

-- A night belongs to the day of its evening: the day of the exit has none.
dans_l_annee as (
    select
        bornes.*,
        case when date_entree > premier_jour then date_entree else premier_jour end as nuits_du,
        case when date_sortie is not null and date_sortie < lendemain then date_sortie else lendemain end as nuits_jusqu_au
    from bornes
)

select
    faits.source_ref,
    faits.personne_key,
    faits.annee,
    faits.antenne,
    faits.logement,
    faits.site,
    faits.type_place,
    cast(case when faits.nuits_jusqu_au > faits.nuits_du then faits.nuits_jusqu_au - faits.nuits_du else 0 end as integer) as nuitees,
    faits.date_sortie is null or faits.date_sortie >= faits.lendemain as en_cours,
    faits.date_entree,
    faits.date_sortie,
    faits.dates_au_mois,
    personnes.sexe,
    personnes.tranche_age,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence
from dans_l_annee as faits
left join {{ ref('personne') }} as personnes
    on faits.personne_key = personnes.personne_key
    and faits.antenne = personnes.antenne
    and faits.annee = personnes.annee
