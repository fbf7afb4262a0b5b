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
    select annee, antenne, site, module, cast(presences as integer) as valeur
    from {{ ref('personnes_attendues') }}
    where presences > 0 and not tous_les_modules and not tous_les_sites
    union all
    select annee, antenne, site, module, cast(sum(presents) as integer) as valeur
    from seances
    where presents is not null
    group by annee, antenne, site, module
),

-- Events of a kind are counted before anything is put together.
volumes as (
    select annee, antenne, site, module, 'orientations' as population, 'orientations' as indicateur, 'orientation' as unite, lignes_de_l_annee as valeur
    from {{ ref('liste_de_lignes') }}
    where genre = 'orientation' and lignes_de_l_annee > 0
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'seances' as indicateur, unite, count(*) as valeur
    from seances
    group by annee, antenne, site, module, unite
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'participations' as indicateur, 'participation' as unite, valeur
    from presences
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'entretiens' as indicateur, 'entretien' as unite, lignes as valeur
    from {{ ref('liste_de_lignes') }}
    where genre = 'entretien'
    union all
    select annee, antenne, site, module, 'auteurs_heberges' as population, 'nuitees' as indicateur, 'nuitée' as unite, nuitees as valeur
    from {{ ref('fait_sejour') }}
    union all
    select annee, antenne, site, module, cast(null as varchar) as population, 'demandes_non_satisfaites' as indicateur, 'demande' as unite, lignes as valeur
    from {{ ref('liste_de_lignes') }}
    where genre = 'demande'
),

personnes as (
    select annee, antenne, site, module, 'liste_attente' as population, 'personnes_en_attente' as indicateur, personne_key
    from {{ ref('fait_attente') }}
    where en_attente_fin_annee
    union all
    select annee, antenne, site, module, 'auteurs_heberges' as population, 'personnes_hebergees' as indicateur, personne_key
    from {{ ref('fait_sejour') }}
),

-- Events and nights add up; persons are counted once at each level.
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
        sum(valeur) as valeur
    from volumes
    group by grouping sets (
        (annee, antenne, site, module, population, indicateur, unite),
        (annee, antenne, module, population, indicateur, unite),
        (annee, antenne, population, indicateur, unite)
    )
    union all
    select
        annee,
        antenne,
        site,
        module,
        population,
        indicateur,
        'personne' as unite,
        grouping(site) as tous_les_sites,
        grouping(module) as tous_les_modules,
        count(distinct personne_key) as valeur
    from personnes
    group by grouping sets (
        (annee, antenne, site, module, population, indicateur),
        (annee, antenne, module, population, indicateur),
        (annee, antenne, population, indicateur)
    )
    union all
    select
        annee,
        antenne,
        site,
        module,
        case when stage then 'convoques' else 'participants' end as population,
        case when stage then 'personnes_convoquees' else 'personnes' end as indicateur,
        'personne' as unite,
        case when tous_les_sites then 1 else 0 end as tous_les_sites,
        case when tous_les_modules then 1 else 0 end as tous_les_modules,
        personnes_attendues as valeur
    from {{ ref('personnes_attendues') }}
    where stage is not null
    union all
    select
        annee,
        antenne,
        site,
        module,
        'stagiaires' as population,
        'personnes_presentes' as indicateur,
        'personne' as unite,
        case when tous_les_sites then 1 else 0 end as tous_les_sites,
        case when tous_les_modules then 1 else 0 end as tous_les_modules,
        personnes_presentes as valeur
    from {{ ref('personnes_attendues') }}
    where stage and personnes_presentes > 0
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
