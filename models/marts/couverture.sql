with annees as (
    select distinct annee from {{ ref('file_active') }}
    union
    select distinct annee from {{ ref('offre_par_action') }}
),

lectures as (
    select 'accompagnement' as lecture
    union all
    select 'residence' as lecture
),

comptes as (
    select annee, lecture, departement, personnes
    from {{ ref('territoire_compte') }}
    where personnes is not null
),

-- Whom the territory follows without knowing where she lives may live in it: the reading by residence is a least.
residences_inconnues as (
    select annee, lecture, departement, inconnus
    from {{ ref('territoire_compte') }}
    where inconnus is not null
),

-- A territory none of whose antennes sends rows has no count: not zero.
antennes_du_territoire as (
    select
        annees.annee,
        coalesce(antennes.departement, '_U') as departement,
        antennes.code as antenne,
        envois.antenne is not null as envoie
    from annees
    cross join {{ ref('antenne') }} as antennes
    left join (select distinct annee, antenne from {{ ref('file_active') }}) as envois
        on annees.annee = envois.annee and antennes.code = envois.antenne
),

envois as (
    select
        annee,
        case when grouping(departement) = 1 then '_T' else departement end as departement,
        count(case when envoie then 1 end) as antennes_avec_lignes,
        string_agg(case when not envoie then antenne end, ', ' order by antenne nulls last) as antennes_sans_lignes
    from antennes_du_territoire
    group by grouping sets ((annee, departement), (annee))
),

territoires as (
    select annees.annee, lectures.lecture, departements.code as departement
    from annees
    cross join lectures
    cross join {{ ref('departement') }} as departements
    union
    select annees.annee, lectures.lecture, '_T' as departement
    from annees
    cross join lectures
    union
    select annee, lecture, departement
    from comptes
),

actions as (
    select
        annee,
        case when grouping(departement) = 1 then '_T' else departement end as departement,
        count(distinct case when en_place then action end) as actions_en_place
    from {{ ref('couverture_action') }}
    where tribunal = '_T'
    group by grouping sets ((annee, departement), (annee))
),

sites as (
    select
        annee,
        case when grouping(departement) = 1 then '_T' else departement end as departement,
        count(distinct site) as sites
    from {{ ref('offre_par_action') }}
    where etat = 'en_place'
    group by grouping sets ((annee, departement), (annee))
),

-- The newest population that is not later than the year of the activity; the vintage stands beside the rate.
millesimes as (
    select annees.annee, max(populations.millesime) as millesime
    from annees
    inner join {{ ref('population_departement') }} as populations on populations.millesime <= annees.annee
    group by annees.annee
),

populations as (
    select
        millesimes.annee,
        case when grouping(populations.departement) = 1 then '_T' else populations.departement end as departement,
        max(populations.millesime) as millesime,
        min(populations.source) as source,
        sum(populations.population) as population
    from millesimes
    inner join {{ ref('population_departement') }} as populations on millesimes.millesime = populations.millesime
    group by grouping sets ((millesimes.annee, populations.departement), (millesimes.annee))
),

victimes as (
    select
        annee,
        case when grouping(departement) = 1 then '_T' else departement end as departement,
        min(source) as source,
        sum(victimes) as victimes
    from {{ ref('victime_enregistree') }}
    group by grouping sets ((annee, departement), (annee))
),

references_actions as (
    select count(*) as actions_reference
    from {{ ref('action_reference') }}
),

reunis as (
    select
        territoires.annee,
        territoires.departement,
        territoires.lecture,
        envois.antennes_sans_lignes,
        populations.millesime,
        populations.source as population_source,
        victimes.source as victimes_source,
        case
            when comptes.personnes is null and coalesce(envois.antennes_avec_lignes, 0) > 0 and residences_inconnues.inconnus is null then 0
            else comptes.personnes
        end as personnes,
        coalesce(residences_inconnues.inconnus, 0) as inconnus,
        populations.population,
        victimes.victimes,
        actions.actions_en_place,
        case when actions.actions_en_place is not null then references_actions.actions_reference end as actions_reference,
        case when actions.actions_en_place is not null then coalesce(sites.sites, 0) end as sites
    from territoires
    cross join references_actions
    left join comptes
        on territoires.annee = comptes.annee and territoires.lecture = comptes.lecture and territoires.departement = comptes.departement
    left join residences_inconnues
        on territoires.annee = residences_inconnues.annee
        and territoires.lecture = residences_inconnues.lecture
        and territoires.departement = residences_inconnues.departement
    left join envois on territoires.annee = envois.annee and territoires.departement = envois.departement
    left join actions on territoires.annee = actions.annee and territoires.departement = actions.departement
    left join sites on territoires.annee = sites.annee and territoires.departement = sites.departement
    left join populations on territoires.annee = populations.annee and territoires.departement = populations.departement
    left join victimes on territoires.annee = victimes.annee and territoires.departement = victimes.departement
)

select
    annee,
    departement,
    lecture,
    case
        when lecture = 'accompagnement' then 'personnes suivies sur un site du territoire'
        else 'personnes suivies qui habitent le territoire'
    end as population_libelle,
    case when personnes is null and inconnus > 0 then 'non_transmis' when personnes is null then 'non_disponible' end as absence,
    coalesce(antennes_sans_lignes, '') as antennes_sans_lignes,
    cast(personnes as integer) as personnes,
    cast(inconnus as integer) as residences_inconnues,
    cast(population as integer) as habitants,
    millesime,
    population_source,
    cast(victimes as integer) as victimes,
    victimes_source,
    cast(cast(personnes * 100 as decimal(38, 4)) / nullif(victimes, 0) as decimal(18, 4)) as pour_100_victimes,
    cast(cast(personnes * 10000 as decimal(38, 4)) / nullif(population, 0) as decimal(18, 4)) as pour_10000_habitants,
    cast(actions_en_place as integer) as actions_en_place,
    cast(actions_reference as integer) as actions_reference,
    cast(cast(actions_en_place * 100 as decimal(38, 4)) / nullif(actions_reference, 0) as decimal(18, 4)) as part_actions_en_place,
    cast(sites as integer) as sites
from reunis
