select
    participations.source_ref,
    participations.personne_key,
    participations.annee,
    participations.antenne,
    participations.site,
    participations.module,
    participations.seance,
    participations.presence,
    seances.date_seance
from {{ ref('stg_participation') }} as participations
inner join {{ ref('stg_seance') }} as seances
    on participations.fichier_id = seances.fichier_id and participations.seance = seances.seance
