-- The antenne's own words about her flat go before those of the porteur; a place that nobody numbers is one flat.
with rangees as (
    select
        logements.*,
        row_number() over (
            partition by annee, antenne, logement
            order by case when enonce_par = antenne then 0 else 1 end nulls last, source_ref nulls last
        ) as rang
    from {{ ref('logement') }} as logements
    where logement is not null
),

bornes as (
    select
        rangees.*,
        cast(cast(annee as varchar) || '-01-01' as date) as premier_jour,
        cast(cast(annee + 1 as varchar) || '-01-01' as date) as lendemain
    from rangees
    where rang = 1
),

ouvertes as (
    select
        bornes.*,
        case when date_ouverture is not null and date_ouverture > premier_jour then date_ouverture else premier_jour end as ouverte_du,
        case when date_fermeture is not null and date_fermeture < lendemain then date_fermeture else lendemain end as ouverte_jusqu_au
    from bornes
)

select
    source_ref,
    annee,
    antenne,
    logement,
    site,
    departement,
    type_place,
    places,
    cast(case when ouverte_jusqu_au > ouverte_du then ouverte_jusqu_au - ouverte_du else 0 end as integer) as jours_ouverts,
    cast(case when ouverte_jusqu_au > ouverte_du then ouverte_jusqu_au - ouverte_du else 0 end * places as integer) as jours_places,
    cast(lendemain - premier_jour as integer) as jours_annee,
    date_ouverture,
    date_fermeture
from ouvertes
