with presences as (
    select
        annee,
        antenne,
        site,
        seance,
        cast(count(*) as integer) as convoques,
        cast(count(case when presence = 'present' then 1 end) as integer) as presents,
        cast(count(case when presence = 'absent' then 1 end) as integer) as absents,
        cast(count(case when presence = 'excuse' then 1 end) as integer) as excuses,
        cast(count(case when presence = 'reporte' then 1 end) as integer) as reportes,
        cast(count(case when date_orientation < cast(cast(annee as varchar) || '-01-01' as date) then 1 end) as integer) as convoques_annee_precedente,
        cast(count(
            case
                when presence = 'present' and date_orientation < cast(cast(annee as varchar) || '-01-01' as date) then 1
            end
        ) as integer) as presents_annee_precedente,
        cast(count(case when date_orientation is null then 1 end) as integer) as orientation_inconnue
    from {{ ref('participation_orientee') }}
    where module = 'stage_responsabilisation' and seance is not null
    group by annee, antenne, site, seance
),

-- Rows of persons go before a head count; neither makes a zero of what is not told.
comptes as (
    select
        seances.annee,
        seances.antenne,
        seances.site,
        seances.seance,
        presences.convoques,
        coalesce(presences.presents, seances.presents) as presents,
        presences.absents,
        presences.excuses,
        presences.reportes,
        presences.convoques - presences.presents - presences.absents - presences.excuses - presences.reportes as presence_inconnue,
        presences.convoques_annee_precedente,
        presences.presents_annee_precedente,
        presences.orientation_inconnue,
        seances.capacite,
        seances.duree_heures,
        seances.enoncee,
        seances.date_seance,
        seances.date_fin
    from {{ ref('seance_suivie') }} as seances
    left join presences
        on seances.annee = presences.annee
        and seances.antenne = presences.antenne
        and seances.site is not distinct from presences.site
        and seances.seance = presences.seance
    where seances.module = 'stage_responsabilisation'
)

select
    annee,
    antenne,
    site,
    seance,
    capacite,
    convoques,
    presents,
    absents,
    excuses,
    reportes,
    presence_inconnue,
    convoques_annee_precedente,
    presents_annee_precedente,
    orientation_inconnue,
    duree_heures,
    cast(duree_heures * presents as decimal(18, 4)) as heures_personnes,
    cast(cast(presents * 100 as decimal(18, 4)) / nullif(capacite, 0) as decimal(18, 4)) as taux_remplissage,
    cast(cast(presents * 100 as decimal(18, 4)) / nullif(convoques, 0) as decimal(18, 4)) as taux_presence,
    enoncee,
    date_seance,
    date_fin
from comptes
