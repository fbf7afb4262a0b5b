-- Each person has one modality of a dimension: its total is their sum.
with comptes as (
    select annee, antenne, site, module, population, indicateur, dimension, modalite, personnes
    from {{ ref('modalite_comptee') }}
    union all
    select
        annee,
        antenne,
        site,
        module,
        population,
        indicateur,
        dimension,
        cast(null as varchar) as modalite,
        sum(personnes) as personnes
    from {{ ref('modalite_comptee') }}
    group by annee, antenne, site, module, population, indicateur, dimension
),

axes as (
    select distinct annee, antenne, module, population, indicateur, dimension
    from {{ ref('modalite_comptee') }}
),

sites as (
    select distinct annee, antenne, site
    from {{ ref('modalite_comptee') }}
),

modalites as (
    select antenne, dimension, modalite from {{ ref('modalite') }}
    union
    select antenne, dimension, modalite from {{ ref('modalite_comptee') }}
    union
    select antenne, dimension, cast(null as varchar) as modalite from {{ ref('modalite_comptee') }}
),

-- Rows are whole for an antenne that sends them: a combination nobody is in counts zero, it is not unknown.
grille as (
    select
        axes.annee,
        axes.antenne,
        sites.site,
        axes.module,
        axes.population,
        axes.indicateur,
        axes.dimension,
        modalites.modalite
    from axes
    inner join sites on axes.annee = sites.annee and axes.antenne = sites.antenne
    inner join modalites on axes.antenne = modalites.antenne and axes.dimension = modalites.dimension
),

croisements as (
    select
        grille.annee,
        grille.antenne,
        grille.site,
        grille.module,
        grille.population,
        grille.indicateur,
        grille.dimension,
        coalesce(grille.modalite, '_T') as modalite,
        'personne' as unite,
        coalesce(comptes.personnes, 0) as valeur
    from grille
    left join comptes
        on grille.annee = comptes.annee
        and grille.antenne = comptes.antenne
        and grille.population = comptes.population
        and grille.indicateur = comptes.indicateur
        and grille.dimension = comptes.dimension
        and grille.site is not distinct from comptes.site
        and grille.module is not distinct from comptes.module
        and grille.modalite is not distinct from comptes.modalite
),

-- Whatever the dimension, its total is the population: any one of them stands for it.
effectifs as (
    select
        annee,
        antenne,
        site,
        module,
        population,
        indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        unite,
        max(valeur) as valeur
    from croisements
    where croisements.modalite = '_T'
    group by annee, antenne, site, module, population, indicateur, unite
),

mots as (
    select antenne, min(population) as population
    from {{ ref('population_comptee') }}
    where module is null and cadre_commun is null and entree is null and module_enonce is null
    group by antenne
),

modules as (
    select
        faits.annee,
        faits.antenne,
        cast(null as varchar) as site,
        faits.module,
        coalesce(mots.population, 'personnes_prises_en_charge') as population,
        'personnes_accompagnees' as indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        'personne' as unite,
        faits.personnes as valeur
    from {{ ref('file_active') }} as faits
    left join mots on faits.antenne = mots.antenne
    where faits.tous_les_sites and not faits.tous_les_modules
),

-- A population that a list defines by its accompaniments is not counted again by its attendances.
volumes as (
    select
        comptes_par_fait.annee,
        comptes_par_fait.antenne,
        comptes_par_fait.site,
        comptes_par_fait.module,
        comptes_par_fait.population,
        comptes_par_fait.indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        comptes_par_fait.unite,
        comptes_par_fait.valeur
    from {{ ref('volume_compte') }} as comptes_par_fait
    left join effectifs
        on comptes_par_fait.annee = effectifs.annee
        and comptes_par_fait.antenne = effectifs.antenne
        and comptes_par_fait.site is not distinct from effectifs.site
        and comptes_par_fait.module is not distinct from effectifs.module
        and comptes_par_fait.population = effectifs.population
        and comptes_par_fait.indicateur = effectifs.indicateur
        and comptes_par_fait.unite = effectifs.unite
    where effectifs.antenne is null
),

-- The same person in two antennes has one key. Persons who stay anonymous have none: they are in neither figure.
region as (
    select
        annee,
        'CPCA' as antenne,
        cast(null as varchar) as site,
        cast(null as varchar) as module,
        'somme_des_antennes' as population,
        'personnes_accompagnees' as indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        'personne' as unite,
        sum(personnes) as valeur
    from {{ ref('file_active') }} as suivies
    where suivies.tous_les_modules and suivies.antenne <> 'CPCA'
    group by annee
    union all
    select
        annee,
        'CPCA' as antenne,
        cast(null as varchar) as site,
        cast(null as varchar) as module,
        'sans_double_compte' as population,
        'personnes_sans_double_compte' as indicateur,
        cast(null as varchar) as dimension,
        cast(null as varchar) as modalite,
        'personne' as unite,
        personnes as valeur
    from {{ ref('file_active') }} as suivies
    where suivies.antenne = 'CPCA'
),

final as (
    select * from croisements
    union all
    select * from effectifs
    union all
    select * from modules
    union all
    select * from volumes
    union all
    select * from region
)

select
    annee,
    antenne,
    site,
    module,
    population,
    indicateur,
    dimension,
    modalite,
    unite,
    cast(valeur as decimal(18, 4)) as valeur
from final
