-- A sender may keep his sessions in another file of the year, or on no sheet at all: an attendance stands all the same.
select
    participations.source_ref,
    participations.personne_key,
    participations.annee,
    participations.antenne,
    participations.site,
    participations.module,
    participations.seance,
    participations.presence,
    participations.report_vers,
    participations.suite,
    seances.date_seance
from {{ ref('stg_participation') }} as participations
left join {{ ref('stg_seance') }} as seances
    on participations.source = seances.source
    and participations.annee = seances.annee
    and participations.module = seances.module
    and participations.site is not distinct from seances.site
    and participations.seance = seances.seance
