-- Persons are counted once at each level. Whoever is known to two antennes is one person in the region.
with par_antenne as (
    select
        annee,
        antenne,
        module,
        site,
        grouping(module) = 1 as tous_les_modules,
        grouping(site) = 1 as tous_les_sites,
        count(distinct personne_key) as personnes,
        count(distinct case when en_cours then personne_key end) as personnes_en_cours,
        count(distinct case when dans_une_autre_antenne then personne_key end) as personnes_dans_une_autre_antenne
    from {{ ref('accompagnement') }}
    where rang is not null
    group by grouping sets ((annee, antenne, module, site), (annee, antenne, module), (annee, antenne))
),

region as (
    select
        annee,
        'CPCA' as antenne,
        cast(null as varchar) as module,
        cast(null as varchar) as site,
        true as tous_les_modules,
        true as tous_les_sites,
        count(distinct personne_key) as personnes,
        count(distinct case when en_cours then personne_key end) as personnes_en_cours,
        count(distinct case when dans_une_autre_antenne then personne_key end) as personnes_dans_une_autre_antenne
    from {{ ref('accompagnement') }}
    where rang is not null
    group by annee
)

select annee, antenne, module, site, tous_les_modules, tous_les_sites, personnes, personnes_en_cours, personnes_dans_une_autre_antenne
from par_antenne
union all
select annee, antenne, module, site, tous_les_modules, tous_les_sites, personnes, personnes_en_cours, personnes_dans_une_autre_antenne
from region
