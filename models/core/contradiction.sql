-- A contradiction is told, never mended: no row is altered or thrown away here.
with premieres_orientations as (
    select antenne, personne_key, min(date_orientation) as premiere
    from {{ ref('stg_orientation') }}
    where personne_key is not null and date_orientation is not null
    group by antenne, personne_key
),

premiers_debuts as (
    select antenne, personne_key, min(date_debut) as premier
    from {{ ref('stg_accompagnement') }}
    where personne_key is not null and date_debut is not null
    group by antenne, personne_key
),

debuts_de_module as (
    select annee, antenne, module, personne_key, min(date_debut) as premier
    from {{ ref('stg_accompagnement') }}
    where personne_key is not null and date_debut is not null
    group by annee, antenne, module, personne_key
),

-- A stay frees its place on the day of the exit, before another one takes it.
mouvements as (
    select sejours.source_ref, sejours.annee, sejours.antenne, sejours.logement, sejours.date_entree as jour, 1 as delta, sejours.date_entree, sejours.date_sortie, places.places, sejours.type_place
    from {{ ref('sejour') }} as sejours
    left join {{ ref('place') }} as places
        on sejours.annee = places.annee and sejours.antenne = places.antenne and sejours.logement = places.logement
    where sejours.date_sortie is null or sejours.date_sortie > sejours.date_entree
    union all
    select source_ref, annee, antenne, logement, date_sortie as jour, -1 as delta, date_entree, date_sortie, cast(null as integer) as places, type_place
    from {{ ref('sejour') }}
    where date_sortie > date_entree
),

occupations as (
    select
        mouvements.*,
        sum(delta) over (
            partition by annee, antenne, logement
            order by jour nulls last, delta nulls last, source_ref nulls last
            rows between unbounded preceding and current row
        ) as presents
    from mouvements
    where logement is not null
),

-- Whoever is in the flat when one too many comes in is concerned: nobody knows which of the rows is wrong.
trop_pleins as (
    select distinct annee, antenne, logement, jour
    from occupations
    where delta = 1 and (presents > places or (places is null and type_place = 'places_dediees' and presents > 1))
),

sexes as (
    select personne_key
    from {{ ref('personne') }}
    where sexe in ('homme', 'femme')
    group by personne_key
    having count(distinct sexe) > 1
),

-- Without any session on a list, the antenne keeps none: nothing contradicts her.
calendriers as (
    select distinct annee, antenne, module
    from {{ ref('seance') }}
),

constats as (
    select 'sortie_avant_entree' as regle, source_ref, annee, antenne, module, date_debut as date_1, date_fin as date_2
    from {{ ref('accompagnement') }}
    where date_fin < date_debut
    union all
    select 'sortie_avant_entree' as regle, source_ref, annee, antenne, module, date_debut as date_1, date_fin as date_2
    from {{ ref('attente') }}
    where date_fin < date_debut
    union all
    select 'sortie_avant_entree' as regle, source_ref, annee, antenne, 'hebergement' as module, date_entree as date_1, date_sortie as date_2
    from {{ ref('sejour') }}
    where date_sortie < date_entree
    union all
    select 'sortie_avant_entree' as regle, sorties.source_ref, sorties.annee, sorties.antenne, sorties.module, debuts_de_module.premier as date_1, sorties.date_sortie as date_2
    from {{ ref('sortie') }} as sorties
    inner join debuts_de_module
        on sorties.annee = debuts_de_module.annee
        and sorties.antenne = debuts_de_module.antenne
        and sorties.module = debuts_de_module.module
        and sorties.personne_key = debuts_de_module.personne_key
    where sorties.date_sortie < debuts_de_module.premier
    union all
    select 'deux_sejours_ensemble' as regle, sejours.source_ref, sejours.annee, sejours.antenne, 'hebergement' as module, sejours.date_entree as date_1, sejours.date_sortie as date_2
    from {{ ref('sejour') }} as sejours
    inner join trop_pleins
        on sejours.annee = trop_pleins.annee
        and sejours.antenne = trop_pleins.antenne
        and sejours.logement = trop_pleins.logement
        and sejours.date_entree <= trop_pleins.jour
        and (sejours.date_sortie is null or sejours.date_sortie > trop_pleins.jour)
    union all
    select 'presence_avant_orientation' as regle, participations.source_ref, participations.annee, participations.antenne, participations.module, premieres_orientations.premiere as date_1, participations.date_seance as date_2
    from {{ ref('participation') }} as participations
    inner join premieres_orientations
        on participations.antenne = premieres_orientations.antenne and participations.personne_key = premieres_orientations.personne_key
    left join premiers_debuts
        on participations.antenne = premiers_debuts.antenne and participations.personne_key = premiers_debuts.personne_key
    where participations.presence = 'present'
        and participations.date_seance < premieres_orientations.premiere
        and (premiers_debuts.premier is null or premiers_debuts.premier >= participations.date_seance)
    union all
    -- Every line that states a sex is concerned: nobody knows which of them is wrong.
    select 'deux_sexes' as regle, lignes.source_ref, lignes.annee, lignes.antenne, cast(null as varchar) as module, cast(null as date) as date_1, lignes.date_situation as date_2
    from {{ ref('stg_personne') }} as lignes
    inner join {{ ref('personne') }} as personnes
        on lignes.annee = personnes.annee
        and lignes.antenne = personnes.antenne
        and lignes.personne_key = personnes.personne_key
    where personnes.sexe_contradictoire and lignes.sexe in ('homme', 'femme')
    union all
    select 'deux_sexes_ailleurs' as regle, personnes.source_ref, personnes.annee, personnes.antenne, cast(null as varchar) as module, cast(null as date) as date_1, personnes.date_situation as date_2
    from {{ ref('personne') }} as personnes
    inner join sexes on personnes.personne_key = sexes.personne_key
    union all
    select 'seance_non_enoncee' as regle, participations.source_ref, participations.annee, participations.antenne, participations.module, cast(null as date) as date_1, participations.date_seance as date_2
    from {{ ref('participation') }} as participations
    inner join calendriers
        on participations.annee = calendriers.annee and participations.antenne = calendriers.antenne and participations.module = calendriers.module
    left join {{ ref('seance') }} as seances
        on participations.annee = seances.annee
        and participations.antenne = seances.antenne
        and participations.module = seances.module
        and participations.site is not distinct from seances.site
        and participations.seance = seances.seance
    where participations.seance is not null and seances.seance is null
    union all
    select 'sejour_hors_ouverture' as regle, sejours.source_ref, sejours.annee, sejours.antenne, 'hebergement' as module, sejours.date_entree as date_1, sejours.date_sortie as date_2
    from {{ ref('sejour') }} as sejours
    inner join {{ ref('place') }} as places
        on sejours.annee = places.annee and sejours.antenne = places.antenne and sejours.logement = places.logement
    where sejours.date_entree < places.date_ouverture
        or sejours.date_entree >= places.date_fermeture
        or sejours.date_sortie > places.date_fermeture
        or (sejours.date_sortie is null and places.date_fermeture <= cast(cast(sejours.annee as varchar) || '-12-31' as date))
)

select distinct
    regle,
    source_ref,
    annee,
    antenne,
    coalesce(module, '') as module,
    date_1,
    date_2
from constats
