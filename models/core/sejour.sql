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
    source_ref,
    personne_key,
    annee,
    antenne,
    logement,
    site,
    type_place,
    cast(case when nuits_jusqu_au > nuits_du then nuits_jusqu_au - nuits_du else 0 end as integer) as nuitees,
    date_sortie is null or date_sortie >= lendemain as en_cours,
    date_entree,
    date_sortie,
    dates_au_mois
from dans_l_annee
