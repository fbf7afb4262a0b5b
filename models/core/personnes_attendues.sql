-- Persons are counted once at each level, however often they were expected.
select
    annee,
    antenne,
    module = 'stage_responsabilisation' as stage,
    module,
    site,
    grouping(module) = 1 as tous_les_modules,
    grouping(site) = 1 as tous_les_sites,
    count(case when seance is null then 1 end) as lignes_sans_seance,
    count(case when presence = 'present' then 1 end) as presences,
    count(distinct personne_key) as personnes_attendues,
    count(distinct case when presence = 'present' then personne_key end) as personnes_presentes
from {{ ref('participation') }}
group by grouping sets (
    (annee, antenne, module = 'stage_responsabilisation', module, site),
    (annee, antenne, module = 'stage_responsabilisation', module),
    (annee, antenne, module = 'stage_responsabilisation')
)
