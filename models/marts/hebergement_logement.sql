with sejours as (
    select
        annee,
        antenne,
        logement,
        min(site) as site,
        min(type_place) as type_place,
        count(distinct personne_key) as personnes,
        count(*) as sejours,
        sum(nuitees) as nuitees,
        count(case when not en_cours then 1 end) as sejours_finis,
        sum(jours_du_sejour) as jours_sejours_finis
    from {{ ref('sejour_place') }}
    where logement is not null
    group by annee, antenne, logement
),

-- Where an antenne sends stays, a flat without any was empty; where she sends none, nobody knows.
transmis as (
    select distinct annee, antenne
    from {{ ref('sejour') }}
),

lieux as (
    select places.*, transmis.antenne is not null as sejours_transmis
    from {{ ref('place') }} as places
    left join transmis on places.annee = transmis.annee and places.antenne = transmis.antenne
)

select
    coalesce(places.annee, sejours.annee) as annee,
    coalesce(places.antenne, sejours.antenne) as antenne,
    coalesce(places.logement, sejours.logement) as logement,
    coalesce(places.site, sejours.site) as site,
    coalesce(places.type_place, sejours.type_place) as type_place,
    'jours-places ouverts dans l’année, jours réels' as base_occupation,
    case
        when places.jours_places is null then 'places non énoncées'
        when not places.sejours_transmis then 'aucun séjour transmis'
        when places.jours_places = 0 then 'aucun jour d’ouverture'
    end as absence_occupation,
    places.places,
    places.jours_annee,
    places.jours_ouverts,
    places.jours_places,
    cast(case when places.sejours_transmis then coalesce(sejours.personnes, 0) else sejours.personnes end as integer) as personnes,
    cast(case when places.sejours_transmis then coalesce(sejours.sejours, 0) else sejours.sejours end as integer) as sejours,
    cast(case when places.sejours_transmis then coalesce(sejours.nuitees, 0) else sejours.nuitees end as integer) as nuitees,
    case
        when places.sejours_transmis
            then cast(cast(coalesce(sejours.nuitees, 0) * 100 as decimal(38, 4)) / nullif(places.jours_places, 0) as decimal(18, 4))
    end as taux_occupation,
    cast(cast(sejours.nuitees as decimal(38, 4)) / nullif(sejours.sejours, 0) as decimal(18, 4)) as nuitees_par_sejour,
    cast(cast(sejours.nuitees as decimal(38, 4)) / nullif(sejours.personnes, 0) as decimal(18, 4)) as nuitees_par_personne,
    cast(sejours.sejours_finis as integer) as sejours_finis,
    cast(cast(sejours.jours_sejours_finis as decimal(38, 4)) / nullif(sejours.sejours_finis, 0) as decimal(18, 4)) as duree_sejours_finis
from lieux as places
full outer join sejours
    on places.annee = sejours.annee and places.antenne = sejours.antenne and places.logement = sejours.logement
