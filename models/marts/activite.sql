with declarees as (
    select
        figures.annee,
        figures.antenne,
        coalesce(figures.site, '_T') as site,
        coalesce(activites.module, figures.module, '_T') as module,
        activites.indicateur_activite as indicateur,
        'declare' as provenance,
        figures.valeur,
        figures.absence,
        activites.libelle,
        coalesce(figures.base_libelle, '') as population,
        figures.unite,
        coalesce(figures.base_libelle, 'ensemble de l’antenne') as base,
        figures.source_ref as source,
        case when figures.unite = 'personne' then figures.valeur end as contributeurs,
        row_number() over (
            partition by figures.annee, figures.antenne, figures.site, coalesce(activites.module, figures.module), activites.indicateur_activite
            order by figures.source_ref nulls last
        ) as rang
    from {{ ref('figure') }} as figures
    inner join {{ ref('indicateur_activite') }} as activites
        on figures.indicateur = activites.indicateur
        and figures.unite = activites.unite
        and figures.population is not distinct from activites.population
        and (activites.module is null or activites.module = figures.module)
    -- The region states some volumes by territory: only its whole stands beside the antennes.
    where figures.dimension is null and (figures.antenne <> 'CPCA' or figures.departement is null)
),

-- A figure per flat is the antenne's own.
hors_logement as (
    select * from declarees where rang = 1 and module <> 'hebergement'
    union all
    select * from declarees where rang = 1 and module = 'hebergement' and site in (select code from {{ ref('site') }} union all select '_T')
),

logements_par_site as (
    select annee, antenne, site, count(distinct logement) as logements
    from {{ ref('hebergement_logement') }}
    group by annee, antenne, site
),

ensemble as (
    select
        personnes.annee,
        personnes.antenne,
        '_T' as site,
        '_T' as module,
        'personnes_accompagnees' as indicateur,
        'declare' as provenance,
        personnes.valeur,
        cast(null as varchar) as absence,
        personnes.mot as libelle,
        personnes.mot as population,
        'personne' as unite,
        case
            when personnes.formule = 'chiffre déclaré' then personnes.mot || ', personnes distinctes dans l’antenne'
            else personnes.mot || ' (' || personnes.formule || ')'
        end as base,
        personnes.source,
        personnes.valeur as contributeurs
    from {{ ref('personnes_accompagnees') }} as personnes
),

annees as (
    select distinct annee from {{ ref('personnes_accompagnees') }}
),

sans_donnee as (
    select
        annees.annee,
        antennes.code as antenne,
        '_T' as site,
        '_T' as module,
        'personnes_accompagnees' as indicateur,
        'declare' as provenance,
        cast(null as decimal(18, 4)) as valeur,
        'non_disponible' as absence,
        'personnes accompagnées' as libelle,
        '' as population,
        'personne' as unite,
        '' as base,
        '' as source,
        cast(null as decimal(18, 4)) as contributeurs
    from annees
    cross join {{ ref('antenne') }} as antennes
    left join ensemble on annees.annee = ensemble.annee and antennes.code = ensemble.antenne
    where ensemble.antenne is null
),

fichiers as (
    select annee, antenne, module, string_agg(fichier, ' ; ' order by fichier nulls last) as noms
    from {{ ref('fichier_de_lignes') }}
    where module is not null
    group by annee, antenne, module
    union all
    select annee, antenne, cast(null as varchar) as module, string_agg(distinct fichier, ' ; ' order by fichier nulls last) as noms
    from {{ ref('fichier_de_lignes') }}
    group by annee, antenne
),

calculees as (
    select
        figures.annee,
        figures.antenne,
        coalesce(figures.site, '_T') as site,
        coalesce(activites.module, figures.module, '_T') as module,
        activites.indicateur_activite as indicateur,
        'calcule' as provenance,
        figures.valeur,
        cast(null as varchar) as absence,
        activites.libelle,
        activites.libelle as population,
        figures.unite,
        activites.libelle || ', dans les lignes de l’antenne' as base,
        coalesce(fichiers.noms, '') as source,
        case when figures.unite = 'personne' then figures.valeur end as contributeurs,
        -- The antenne's own word goes before the common one.
        row_number() over (
            partition by
                figures.annee,
                figures.antenne,
                figures.site,
                coalesce(activites.module, figures.module),
                activites.indicateur_activite
            order by
                case when figures.indicateur = 'personnes_accompagnees' then 1 else 0 end nulls last,
                figures.population nulls last
        ) as rang
    from {{ ref('figure_calculee') }} as figures
    inner join {{ ref('indicateur_activite') }} as activites
        on figures.indicateur = activites.indicateur
        and figures.unite = activites.unite
        and figures.population is not distinct from activites.population
        and (activites.module is null or activites.module = figures.module)
    left join fichiers
        on figures.annee = fichiers.annee
        and figures.antenne = fichiers.antenne
        and figures.module is not distinct from fichiers.module
    where figures.dimension is null
),

comptees as (
    select * from calculees where rang = 1 and antenne <> 'CPCA'
),

-- What is told of a site with one flat is told of that flat, and the other sites give it by difference. A site whose flats
-- nobody tells is not known to have two.
sites_d_hebergement as (
    select annee, antenne, site from logements_par_site
    union
    select annee, antenne, site from hors_logement where module = 'hebergement' and site <> '_T'
    union
    select annee, antenne, site from comptees where module = 'hebergement' and site <> '_T'
),

antennes_reservees as (
    select distinct sites.annee, sites.antenne
    from sites_d_hebergement as sites
    left join logements_par_site
        on sites.annee = logements_par_site.annee
        and sites.antenne = logements_par_site.antenne
        and sites.site = logements_par_site.site
    where coalesce(logements_par_site.logements, 0) < 2
),

-- What the region declares among its key figures is also summed over the antennes that have a figure of it.
totaux_de_la_region as (
    select distinct activites.indicateur_activite as indicateur, coalesce(activites.module, '_T') as module, activites.libelle, activites.unite
    from {{ ref('bloc_chiffre_cle') }} as blocs
    inner join {{ ref('indicateur_activite') }} as activites
        on blocs.indicateur = activites.indicateur
        and blocs.population = activites.population
    where blocs.dimension is null and blocs.classe = 'V' and activites.indicateur_activite <> 'personnes_accompagnees'
),

termes as (
    select comptees.annee, comptees.antenne, comptees.module, comptees.indicateur, comptees.valeur, comptees.source
    from comptees
    inner join totaux_de_la_region
        on comptees.indicateur = totaux_de_la_region.indicateur
        and comptees.module = totaux_de_la_region.module
    where comptees.site = '_T'
    union all
    select
        personnes.annee,
        personnes.antenne,
        '_T' as module,
        indicateurs.indicateur,
        cast(null as decimal(18, 4)) as valeur,
        coalesce(fichiers.noms, '') as source
    from (select distinct annee, antenne from {{ ref('file_active') }} where antenne <> 'CPCA') as personnes
    cross join (select 'personnes_accompagnees' as indicateur union all select 'personnes_sans_double_compte' as indicateur) as indicateurs
    left join fichiers on personnes.annee = fichiers.annee and personnes.antenne = fichiers.antenne and fichiers.module is null
),

-- Whom a sum names are those in it, and whom it lacks.
perimetres as (
    select
        sommes.annee,
        sommes.module,
        sommes.indicateur,
        sum(termes.valeur) as valeur,
        string_agg(case when termes.antenne is not null then antennes.nom end, ', ' order by antennes.nom nulls last) as noms,
        string_agg(case when termes.antenne is null then antennes.nom end, ', ' order by antennes.nom nulls last) as absents,
        string_agg(nullif(termes.source, ''), ' ; ' order by antennes.nom nulls last) as source
    from (select distinct annee, module, indicateur from termes) as sommes
    cross join {{ ref('antenne') }} as antennes
    left join termes
        on sommes.annee = termes.annee
        and sommes.module = termes.module
        and sommes.indicateur = termes.indicateur
        and antennes.code = termes.antenne
    group by sommes.annee, sommes.module, sommes.indicateur
),

de_la_region as (
    select annee, module, indicateur, valeur, libelle, unite, libelle as ce_qui_est_compte
    from calculees
    where rang = 1 and antenne = 'CPCA'
    union all
    select
        perimetres.annee,
        perimetres.module,
        perimetres.indicateur,
        perimetres.valeur,
        totaux_de_la_region.libelle,
        totaux_de_la_region.unite,
        totaux_de_la_region.libelle || ', somme des antennes' as ce_qui_est_compte
    from perimetres
    inner join totaux_de_la_region
        on perimetres.indicateur = totaux_de_la_region.indicateur
        and perimetres.module = totaux_de_la_region.module
),

regionales as (
    select
        region.annee,
        'CPCA' as antenne,
        '_T' as site,
        region.module,
        region.indicateur,
        'calcule' as provenance,
        region.valeur,
        cast(null as varchar) as absence,
        region.libelle,
        region.libelle as population,
        region.unite,
        region.ce_qui_est_compte || ' ; lignes reçues de ' || perimetres.noms || coalesce(' ; sans chiffre : ' || perimetres.absents, '') as base,
        coalesce(perimetres.source, '') as source,
        case when region.unite = 'personne' then region.valeur end as contributeurs
    from de_la_region as region
    inner join perimetres
        on region.annee = perimetres.annee
        and region.module = perimetres.module
        and region.indicateur = perimetres.indicateur
),

reunies as (
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from hors_logement
    where not (indicateur = 'personnes_accompagnees' and site = '_T' and module = '_T' and antenne <> 'CPCA')
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from ensemble
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from sans_donnee
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from comptees
    union all
    select annee, antenne, site, module, indicateur, provenance, valeur, absence, libelle, population, unite, base, source, contributeurs
    from regionales
),

final as (
    select reunies.*
    from reunies
    left join antennes_reservees
        on reunies.annee = antennes_reservees.annee
        and reunies.antenne = antennes_reservees.antenne
    where reunies.module <> 'hebergement' or reunies.site = '_T' or antennes_reservees.antenne is null
)

select
    annee,
    antenne,
    site,
    module,
    indicateur,
    provenance,
    valeur,
    absence,
    libelle,
    population,
    unite,
    base,
    source,
    contributeurs
from final
