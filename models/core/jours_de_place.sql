-- A declared rate names a flat by the antenne's own word, a site, or nothing: then it is of all her flats.
with dediees as (
    select *
    from {{ ref('place') }}
    where type_place = 'places_dediees' and places is not null
),

lieux as (
    select dediees.annee, dediees.antenne, libelles.libelle as lieu, 0 as choix, dediees.places, dediees.jours_places, dediees.jours_annee
    from dediees
    inner join {{ ref('stg_libelle_logement') }} as libelles
        on dediees.antenne = libelles.antenne and dediees.logement = libelles.code
    union all
    select annee, antenne, site as lieu, 1 as choix, places, jours_places, jours_annee
    from dediees
    where site is not null
    union all
    select annee, antenne, '' as lieu, 2 as choix, places, jours_places, jours_annee
    from dediees
),

sommes as (
    select
        annee,
        antenne,
        lieu,
        sum(places) as places,
        sum(jours_places) as jours_ouverts,
        sum(jours_annee * places) as jours_annee,
        row_number() over (partition by annee, antenne, lieu order by choix nulls last) as rang
    from lieux
    group by annee, antenne, lieu, choix
)

select
    annee,
    antenne,
    lieu,
    cast(places as integer) as places,
    cast(jours_ouverts as integer) as jours_ouverts,
    cast(jours_annee as integer) as jours_annee
from sommes
where rang = 1
