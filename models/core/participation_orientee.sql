-- The orientation that leads to a session is the last one before it; one that names the module goes before another.
with candidates as (
    select
        participations.source_ref,
        participations.module,
        max(orientations.date_orientation) as derniere,
        max(case when orientations.module = participations.module then orientations.date_orientation end) as derniere_du_module
    from {{ ref('participation') }} as participations
    inner join {{ ref('orientation') }} as orientations
        on participations.antenne = orientations.antenne
        and participations.personne_key = orientations.personne_key
        and orientations.date_orientation
        <= coalesce(participations.date_seance, cast(cast(participations.annee as varchar) || '-12-31' as date))
        and (orientations.module is null or orientations.module = participations.module)
    group by participations.source_ref, participations.module
)

select
    participations.source_ref,
    participations.personne_key,
    participations.annee,
    participations.antenne,
    participations.site,
    participations.module,
    participations.seance,
    participations.presence,
    coalesce(candidates.derniere_du_module, candidates.derniere) as date_orientation,
    participations.date_seance
from {{ ref('participation') }} as participations
left join candidates
    on participations.source_ref = candidates.source_ref
    and participations.module is not distinct from candidates.module
