with enonces as (
    select
        annee,
        antenne,
        site,
        departement,
        module,
        population,
        mesure,
        genre,
        unite,
        dimension,
        modalite,
        partage,
        min(rang) as rang,
        count(*) as enonces,
        count(*) filter (where valeur is null) as absents,
        max(bas) > min(haut) as contredit,
        min(valeur) as valeur,
        min(bas) as bas,
        max(haut) as haut,
        max(demi_unite) as demi_unite,
        string_agg(distinct texte, ' ou ' order by texte nulls last) as texte,
        string_agg(source_ref, chr(10) order by rang nulls last) as sources
    from {{ ref('figure_controlee') }}
    group by annee, antenne, site, departement, module, population, mesure, genre, unite, dimension, modalite, partage
),

-- The sum of a complete sharing out stands for a total that nobody states: of the first dimension by name.
partages as (
    select
        annee,
        antenne,
        site,
        departement,
        module,
        population,
        mesure,
        genre,
        unite,
        dimension,
        sum(valeur) as valeur,
        sum(bas) as bas,
        sum(haut) as haut,
        string_agg(texte, ' + ' order by rang nulls last) as texte,
        string_agg(sources, chr(10) order by rang nulls last) as sources,
        min(rang) as rang,
        row_number() over (
            partition by annee, antenne, site, departement, module, population, mesure, unite
            order by dimension nulls last
        ) as choix
    from enonces
    where partage = 'complet'
        and genre in ('effectif', 'volume')
        and modalite not in (select modalite from {{ ref('stg_controle_sous_modalite') }})
    group by annee, antenne, site, departement, module, population, mesure, genre, unite, dimension
    having count(*) > 1 and sum(absents) = 0
),

totaux_de_parts as (
    select partages.*
    from partages
    left join enonces
        on partages.annee = enonces.annee
        and partages.antenne = enonces.antenne
        and partages.site = enonces.site
        and partages.departement = enonces.departement
        and partages.module = enonces.module
        and partages.population = enonces.population
        and partages.mesure = enonces.mesure
        and partages.unite = enonces.unite
        and enonces.dimension = ''
    where partages.choix = 1 and enonces.annee is null
),

avec_totaux as (
    select annee, antenne, site, departement, module, population, mesure, genre, unite, dimension, modalite, partage, rang, enonces, absents, contredit, valeur, bas, haut, demi_unite, texte, sources, '' as derive
    from enonces
    union all
    select annee, antenne, site, departement, module, population, mesure, genre, unite, '' as dimension, '' as modalite, '' as partage, rang, 1 as enonces, 0 as absents, false as contredit, valeur, bas, haut, cast(0.5 as decimal(18, 4)) as demi_unite, texte, sources, 'parts' as derive
    from totaux_de_parts
),

-- Two sites or more stand for an antenne that states no figure of her own.
sommes_de_sites as (
    select
        annee,
        antenne,
        departement,
        module,
        population,
        mesure,
        genre,
        unite,
        dimension,
        modalite,
        partage,
        min(rang) as rang,
        sum(valeur) as valeur,
        sum(bas) as bas,
        sum(haut) as haut,
        string_agg(texte, ' + ' order by rang nulls last) as texte,
        string_agg(sources, chr(10) order by rang nulls last) as sources
    from avec_totaux
    where site <> '' and genre in ('effectif', 'volume')
    group by annee, antenne, departement, module, population, mesure, genre, unite, dimension, modalite, partage
    having count(*) > 1 and sum(absents) = 0
),

sites as (
    select sommes_de_sites.*
    from sommes_de_sites
    left join avec_totaux
        on sommes_de_sites.annee = avec_totaux.annee
        and sommes_de_sites.antenne = avec_totaux.antenne
        and sommes_de_sites.departement = avec_totaux.departement
        and sommes_de_sites.module = avec_totaux.module
        and sommes_de_sites.population = avec_totaux.population
        and sommes_de_sites.mesure = avec_totaux.mesure
        and sommes_de_sites.unite = avec_totaux.unite
        and sommes_de_sites.dimension = avec_totaux.dimension
        and sommes_de_sites.modalite = avec_totaux.modalite
        and avec_totaux.site = ''
    where avec_totaux.annee is null
)

select annee, antenne, site, departement, module, population, mesure, genre, unite, dimension, modalite, partage, rang, derive, texte, sources, enonces, absents, contredit, valeur, bas, haut, demi_unite
from avec_totaux
union all
select annee, antenne, '' as site, departement, module, population, mesure, genre, unite, dimension, modalite, partage, rang, 'sites' as derive, texte, sources, 1 as enonces, 0 as absents, false as contredit, valeur, bas, haut, cast(0.5 as decimal(18, 4)) as demi_unite
from sites
