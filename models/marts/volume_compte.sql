with seances as (
    select
        annee,
        antenne,
        site,
        module,
        case when module = 'stage_responsabilisation' then 'stage' else 'séance' end as unite,
        presents
    from {{ ref('seance') }}
),

-- Where a sender only counts who is there, her count stands for the rows that she does not send.
presences as (
    select annee, antenne, site, module, cast(count(*) as integer) as valeur
    from {{ ref('fait_participation') }}
    where presence = 'present'
    group by annee, antenne, site, module
    union all
    select annee, antenne, site, module, cast(sum(presents) as integer) as valeur
    from seances
    where presents is not null
    group by annee, antenne, site, module
),

volumes as (
    select annee, antenne, site, module, 'orientations' as population, 'orientations' as indicateur, 'orientation' as unite, cast(1 as integer) as valeur, cast(null as varchar) as personne_key
    from {{ ref('fait_orientation') }}
    union all
    select annee, antenne, site, module, 'liste_attente' as population, 'personnes_en_attente' as indicateur, 'personne' as unite, cast(null as integer) as valeur, personne_key
    from {{ ref('fait_attente') }}
    where en_attente_fin_annee
    union all
    select annee, antenne, site, module, 'convoques' as population, 'personnes_convoquees' as indicateur, 'personne' as unite, cast(null as integer) as valeur, personne_key
    from {{ ref('fait_participation') }}
    where module = 'stage_responsabilisation'
    union all
    select annee, antenne, site, module, 'stagiaires' as population, 'personnes_presentes' as indicateur, 'personne' as unite, cast(null as integer) as valeur, personne_key
    from {{ ref('fait_participation') }}
    where module = 'stage_responsabilisation' and presence = 'present'
    union all
    select annee, antenne, site, module, 'participants' as population, 'personnes' as indicateur, 'personne' as unite, cast(null as integer) as valeur, personne_key
    from {{ ref('fait_participation') }}
    where module <> 'stage_responsabilisation'
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'seances' as indicateur, unite, cast(1 as integer) as valeur, cast(null as varchar) as personne_key
    from seances
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'participations' as indicateur, 'participation' as unite, valeur, cast(null as varchar) as personne_key
    from presences
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'entretiens' as indicateur, 'entretien' as unite, cast(1 as integer) as valeur, cast(null as varchar) as personne_key
    from {{ ref('fait_entretien') }}
    union all
    select annee, antenne, site, module, 'auteurs_heberges' as population, 'nuitees' as indicateur, 'nuitée' as unite, nuitees as valeur, cast(null as varchar) as personne_key
    from {{ ref('fait_sejour') }}
    union all
    select annee, antenne, site, module, 'auteurs_heberges' as population, 'personnes_hebergees' as indicateur, 'personne' as unite, cast(null as integer) as valeur, personne_key
    from {{ ref('fait_sejour') }}
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'demandes_non_satisfaites' as indicateur, 'demande' as unite, cast(1 as integer) as valeur, cast(null as varchar) as personne_key
    from {{ ref('demande_non_satisfaite') }}
),

-- Persons are counted once at each level; events and nights add up.
comptes as (
    select
        annee,
        antenne,
        site,
        module,
        population,
        indicateur,
        unite,
        grouping(site) as tous_les_sites,
        grouping(module) as tous_les_modules,
        case when unite = 'personne' then count(distinct personne_key) else sum(valeur) end as valeur
    from volumes
    group by grouping sets (
        (annee, antenne, site, module, population, indicateur, unite),
        (annee, antenne, module, population, indicateur, unite),
        (annee, antenne, population, indicateur, unite)
    )
)

select
    annee,
    antenne,
    site,
    module,
    population,
    indicateur,
    unite,
    cast(valeur as decimal(38, 4)) as valeur
from comptes
where (tous_les_sites = 1 or site is not null) and (tous_les_modules = 1 or module is not null)
