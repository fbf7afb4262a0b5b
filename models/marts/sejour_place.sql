select
    sejours.source_ref,
    sejours.personne_key,
    sejours.annee,
    sejours.antenne,
    coalesce(sejours.site, places.site) as site,
    sejours.logement,
    coalesce(sejours.type_place, places.type_place) as type_place,
    sejours.nuitees,
    places.jours_places is not null as place_connue,
    sejours.en_cours,
    case when not sejours.en_cours then cast(sejours.date_sortie - sejours.date_entree as integer) end as jours_du_sejour,
    sejours.date_entree,
    sejours.date_sortie
from {{ ref('fait_sejour') }} as sejours
left join {{ ref('place') }} as places
    on sejours.annee = places.annee and sejours.antenne = places.antenne and sejours.logement = places.logement
