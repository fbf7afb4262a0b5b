with sommes as (
    select
        annee,
        antenne,
        site,
        grouping(site) as tous_les_sites,
        count(*) as stages,
        count(case when not enoncee then 1 end) as stages_non_enonces,
        count(case when capacite is null then 1 end) as stages_sans_capacite,
        sum(capacite) as capacite,
        sum(convoques) as convocations,
        sum(presents) as presences,
        sum(absents) as absences,
        sum(excuses) as excuses,
        sum(reportes) as reports,
        sum(presence_inconnue) as presences_inconnues,
        sum(convoques_annee_precedente) as convocations_annee_precedente,
        sum(presents_annee_precedente) as presences_annee_precedente,
        sum(orientation_inconnue) as orientations_inconnues,
        sum(duree_heures) as heures,
        sum(heures_personnes) as heures_personnes,
        count(case when duree_heures is null then 1 end) as stages_sans_duree,
        -- A rate is made of the courses of which both sides are known.
        sum(case when capacite is not null then presents end) as presents_places_connues,
        sum(case when presents is not null then capacite end) as places_presents_connus,
        sum(case when convoques is not null then presents end) as presents_convoques_connus
    from {{ ref('stages') }}
    group by grouping sets ((annee, antenne, site), (annee, antenne))
),

personnes as (
    select
        annee,
        antenne,
        site,
        case when tous_les_sites then 1 else 0 end as tous_les_sites,
        lignes_sans_seance as convocations_sans_session,
        personnes_attendues as personnes_convoquees,
        personnes_presentes
    from {{ ref('personnes_attendues') }}
    where stage and not tous_les_modules
)

select
    sommes.annee,
    sommes.antenne,
    case when sommes.tous_les_sites = 1 then '_T' else coalesce(sommes.site, '_U') end as site,
    'places des stages dont la capacité est connue' as base_remplissage,
    'convocations à un stage' as base_presence,
    cast(sommes.stages as integer) as stages,
    cast(sommes.stages_non_enonces as integer) as stages_non_enonces,
    cast(sommes.stages_sans_capacite as integer) as stages_sans_capacite,
    cast(sommes.stages_sans_duree as integer) as stages_sans_duree,
    cast(sommes.capacite as integer) as capacite,
    cast(sommes.convocations as integer) as convocations,
    cast(sommes.presences as integer) as presences,
    cast(sommes.absences as integer) as absences,
    cast(sommes.excuses as integer) as excuses,
    cast(sommes.reports as integer) as reports,
    cast(sommes.presences_inconnues as integer) as presences_inconnues,
    cast(coalesce(personnes.convocations_sans_session, 0) as integer) as convocations_sans_session,
    cast(personnes.personnes_convoquees as integer) as personnes_convoquees,
    cast(personnes.personnes_presentes as integer) as personnes_presentes,
    cast(sommes.convocations_annee_precedente as integer) as convocations_annee_precedente,
    cast(sommes.presences_annee_precedente as integer) as presences_annee_precedente,
    cast(sommes.orientations_inconnues as integer) as orientations_inconnues,
    cast(sommes.heures as decimal(18, 4)) as heures,
    cast(sommes.heures_personnes as decimal(18, 4)) as heures_personnes,
    cast(sommes.presents_places_connues as integer) as remplissage_numerateur,
    cast(sommes.places_presents_connus as integer) as remplissage_denominateur,
    cast(
        cast(sommes.presents_places_connues * 100 as decimal(38, 4)) / nullif(sommes.places_presents_connus, 0) as decimal(18, 4)
    ) as taux_remplissage,
    cast(sommes.presents_convoques_connus as integer) as presence_numerateur,
    cast(sommes.convocations as integer) as presence_denominateur,
    cast(
        cast(sommes.presents_convoques_connus * 100 as decimal(38, 4)) / nullif(sommes.convocations, 0) as decimal(18, 4)
    ) as taux_presence
from sommes
left join personnes
    on sommes.annee = personnes.annee
    and sommes.antenne = personnes.antenne
    and sommes.site is not distinct from personnes.site
    and sommes.tous_les_sites = personnes.tous_les_sites
