-- A session that no list states stands all the same when somebody was expected at it.
with enoncees as (
    select
        annee,
        antenne,
        site,
        module,
        seance,
        duree_heures,
        capacite,
        presents,
        date_seance,
        date_fin,
        true as enoncee
    from {{ ref('seance') }}
),

attendues as (
    select
        participations.annee,
        participations.antenne,
        participations.site,
        participations.module,
        participations.seance
    from {{ ref('participation') }} as participations
    where participations.seance is not null
    group by
        participations.annee,
        participations.antenne,
        participations.site,
        participations.module,
        participations.seance
),

final as (
    select * from enoncees
    union all
    select
        attendues.annee,
        attendues.antenne,
        attendues.site,
        attendues.module,
        attendues.seance,
        cast(null as decimal(18, 4)) as duree_heures,
        cast(null as integer) as capacite,
        cast(null as integer) as presents,
        cast(null as date) as date_seance,
        cast(null as date) as date_fin,
        false as enoncee
    from attendues
    left join enoncees
        on attendues.annee = enoncees.annee
        and attendues.antenne = enoncees.antenne
        and attendues.site is not distinct from enoncees.site
        and attendues.module is not distinct from enoncees.module
        and attendues.seance = enoncees.seance
    where enoncees.seance is null
)

select
    annee,
    antenne,
    site,
    module,
    seance,
    duree_heures,
    capacite,
    presents,
    enoncee,
    date_seance,
    date_fin
from final
