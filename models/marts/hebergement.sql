with transmis as (
    select distinct annee, antenne
    from {{ ref('sejour') }}
),

lieux as (
    select
        places.annee,
        places.antenne,
        places.site,
        places.type_place,
        places.places,
        places.jours_annee,
        places.jours_places,
        transmis.antenne is not null as sejours_transmis,
        coalesce(places.date_ouverture <= cast(cast(places.annee as varchar) || '-12-31' as date), true)
        and coalesce(places.date_fermeture > cast(cast(places.annee as varchar) || '-12-31' as date), true) as ouverte_fin_annee
    from {{ ref('place') }} as places
    left join transmis on places.annee = transmis.annee and places.antenne = transmis.antenne
),

capacites as (
    select
        annee,
        case when grouping(antenne) = 1 then 'CPCA' else antenne end as antenne,
        case when grouping(site) = 1 then '_T' else coalesce(site, '_U') end as site,
        case when grouping(type_place) = 1 then '_T' else coalesce(type_place, '_U') end as type_place,
        max(jours_annee) as jours_annee,
        sum(case when ouverte_fin_annee then places end) as places_fin_annee,
        sum(jours_places) as jours_places,
        sum(case when sejours_transmis then jours_places end) as jours_places_suivis
    from lieux
    group by grouping sets (
        (annee, antenne, site, type_place),
        (annee, antenne, type_place),
        (annee, antenne),
        (annee, type_place),
        (annee)
    )
),

-- A person housed by two antennes counts once for the region.
occupations as (
    select
        annee,
        case when grouping(antenne) = 1 then 'CPCA' else antenne end as antenne,
        case when grouping(site) = 1 then '_T' else coalesce(site, '_U') end as site,
        case when grouping(type_place) = 1 then '_T' else coalesce(type_place, '_U') end as type_place,
        count(distinct personne_key) as personnes,
        count(*) as sejours,
        count(case when personne_key is null then 1 end) as sejours_sans_personne,
        sum(nuitees) as nuitees,
        sum(case when place_connue then nuitees else 0 end) as nuitees_places_connues,
        count(case when not en_cours then 1 end) as sejours_finis,
        sum(jours_du_sejour) as jours_sejours_finis
    from {{ ref('sejour_place') }}
    group by grouping sets (
        (annee, antenne, site, type_place),
        (annee, antenne, type_place),
        (annee, antenne),
        (annee, type_place),
        (annee)
    )
),

reunies as (
    select
        coalesce(occupations.annee, capacites.annee) as annee,
        coalesce(occupations.antenne, capacites.antenne) as antenne,
        coalesce(occupations.site, capacites.site) as site,
        coalesce(occupations.type_place, capacites.type_place) as type_place,
        capacites.jours_annee,
        capacites.places_fin_annee,
        capacites.jours_places,
        capacites.jours_places_suivis,
        occupations.sejours_sans_personne,
        occupations.sejours_finis,
        occupations.jours_sejours_finis,
        case when capacites.jours_places_suivis is not null then coalesce(occupations.personnes, 0) else occupations.personnes end as personnes,
        case when capacites.jours_places_suivis is not null then coalesce(occupations.sejours, 0) else occupations.sejours end as sejours,
        case when capacites.jours_places_suivis is not null then coalesce(occupations.nuitees, 0) else occupations.nuitees end as nuitees,
        case when capacites.jours_places_suivis is not null then coalesce(occupations.nuitees_places_connues, 0) end as nuitees_places_connues
    from capacites
    full outer join occupations
        on capacites.annee = occupations.annee
        and capacites.antenne = occupations.antenne
        and capacites.site = occupations.site
        and capacites.type_place = occupations.type_place
)

select
    annee,
    antenne,
    site,
    type_place,
    'jours-places ouverts dans l’année (jours réels) des antennes qui transmettent leurs séjours' as base_occupation,
    case
        when jours_places is null then 'places non énoncées'
        when jours_places_suivis is null then 'aucun séjour transmis'
        when jours_places_suivis = 0 then 'aucun jour d’ouverture'
    end as absence_occupation,
    cast(jours_annee as integer) as jours_annee,
    cast(places_fin_annee as integer) as places_fin_annee,
    cast(jours_places as integer) as jours_places,
    cast(personnes as integer) as personnes,
    cast(sejours as integer) as sejours,
    cast(sejours_sans_personne as integer) as sejours_sans_personne,
    cast(nuitees as integer) as nuitees,
    cast(nuitees_places_connues as integer) as occupation_numerateur,
    cast(jours_places_suivis as integer) as occupation_denominateur,
    cast(cast(nuitees_places_connues * 100 as decimal(38, 4)) / nullif(jours_places_suivis, 0) as decimal(18, 4)) as taux_occupation,
    cast(cast(nuitees as decimal(38, 4)) / nullif(sejours, 0) as decimal(18, 4)) as nuitees_par_sejour,
    cast(cast(nuitees as decimal(38, 4)) / nullif(personnes, 0) as decimal(18, 4)) as nuitees_par_personne,
    cast(sejours_finis as integer) as sejours_finis,
    cast(jours_sejours_finis as integer) as jours_sejours_finis,
    cast(cast(jours_sejours_finis as decimal(38, 4)) / nullif(sejours_finis, 0) as decimal(18, 4)) as duree_sejours_finis
from reunies
