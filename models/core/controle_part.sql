-- A sum stands in brackets before and after the bar.
with comptes as (
    select
        comptes.*,
        case when strpos(texte, ' + ') > 0 then '(' || texte || ')' else texte end as terme
    from {{ ref('compte_enonce') }} as comptes
    where valeur is not null
),

-- What is stated with several values is held value by value: one that fits does not cover one that does not.
plusieurs_valeurs as (
    select * from comptes where enonces > 1 and derive = '' and strpos(texte, ' ou ') > 0
),

valeurs as (
    select
        comptes.annee,
        comptes.antenne,
        comptes.site,
        comptes.departement,
        comptes.module,
        comptes.population,
        comptes.mesure,
        comptes.genre,
        comptes.unite,
        comptes.dimension,
        comptes.modalite,
        comptes.derive,
        enonces.texte,
        enonces.valeur,
        enonces.bas,
        enonces.haut,
        enonces.demi_unite,
        min(enonces.rang) as rang,
        string_agg(enonces.source_ref, chr(10) order by enonces.rang nulls last) as sources
    from plusieurs_valeurs as comptes
    inner join {{ ref('figure_controlee') }} as enonces
        on comptes.annee = enonces.annee
        and comptes.antenne = enonces.antenne
        and comptes.site = enonces.site
        and comptes.departement = enonces.departement
        and comptes.module = enonces.module
        and comptes.population = enonces.population
        and comptes.mesure = enonces.mesure
        and comptes.unite = enonces.unite
        and comptes.dimension = enonces.dimension
        and comptes.modalite = enonces.modalite
        and comptes.partage = enonces.partage
    where enonces.valeur is not null
    group by
        comptes.annee,
        comptes.antenne,
        comptes.site,
        comptes.departement,
        comptes.module,
        comptes.population,
        comptes.mesure,
        comptes.genre,
        comptes.unite,
        comptes.dimension,
        comptes.modalite,
        comptes.derive,
        enonces.texte,
        enonces.valeur,
        enonces.bas,
        enonces.haut,
        enonces.demi_unite
),

enonces as (
    select annee, antenne, site, departement, module, population, mesure, genre, unite, dimension, modalite, derive, texte, terme, valeur, bas, haut, demi_unite, rang, sources, 1 as enonce
    from comptes
    where enonces is null or not (enonces > 1 and derive = '' and strpos(texte, ' ou ') > 0)
    union all
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
        derive,
        texte,
        texte as terme,
        valeur,
        bas,
        haut,
        demi_unite,
        rang,
        sources,
        row_number() over (
            partition by annee, antenne, site, departement, module, population, mesure, unite, dimension, modalite
            order by rang nulls last
        ) as enonce
    from valeurs
),

parts as (
    select * from enonces where mesure = 'part' and dimension <> '' and derive = ''
),

totaux as (
    select * from enonces where dimension = '' and unite <> '%'
),

-- The count behind a percentage is that of the same modality: in its population, in what the population is
-- measured by, or in another population that covers it. Count and base are of one population: whoever is in the
-- one and not in the other may have any modality.
nombres as (
    select
        parts.rang as part,
        comptes.*,
        case
            when comptes.population = parts.population then 0
            when comptes.mesure = parts.population then 1
            else 2
        end as proximite
    from parts
    inner join enonces as comptes
        on parts.annee = comptes.annee
        and parts.antenne = comptes.antenne
        and parts.site = comptes.site
        and parts.departement = comptes.departement
        and parts.module = comptes.module
        and parts.dimension = comptes.dimension
        and parts.modalite = comptes.modalite
        and comptes.unite <> '%'
    left join {{ ref('stg_controle_population') }} as liens
        on comptes.population = liens.population
        and parts.population = liens.ensemble
        and liens.relation = 'couvre'
    where (comptes.population = parts.population and comptes.genre = 'effectif')
        or comptes.mesure = parts.population
        or liens.population is not null
),

avec_base as (
    select
        parts.rang as part,
        parts.annee,
        parts.antenne,
        parts.site,
        parts.departement,
        parts.module,
        parts.population,
        parts.dimension,
        parts.modalite,
        case when parts.enonce = 1 then '' else 'valeur énoncée n° ' || cast(parts.enonce as varchar) end as objet,
        parts.texte as part_texte,
        parts.sources as part_sources,
        parts.valeur as part_valeur,
        parts.bas - parts.demi_unite as part_bas,
        parts.haut + parts.demi_unite as part_haut,
        nombres.population as population_nombre,
        nombres.mesure as mesure_nombre,
        nombres.unite as unite_nombre,
        nombres.terme as nombre_texte,
        nombres.sources as nombre_sources,
        nombres.valeur as nombre,
        nombres.bas as nombre_bas,
        nombres.haut as nombre_haut,
        totaux.population as population_base,
        totaux.derive as base_derive,
        totaux.terme as base_texte,
        totaux.sources as base_sources,
        totaux.valeur as base,
        totaux.bas as base_bas,
        totaux.haut as base_haut,
        row_number() over (
            partition by parts.rang
            order by
                nombres.proximite nulls last,
                case when totaux.unite = nombres.unite then 0 else 1 end nulls last,
                case when totaux.derive = '' then 0 else 1 end nulls last,
                case
                    when 100 * cast(nombres.haut as decimal(18, 6)) / totaux.valeur >= parts.bas - parts.demi_unite
                        and 100 * cast(nombres.bas as decimal(18, 6)) / totaux.valeur <= parts.haut + parts.demi_unite then 0
                    else 1
                end nulls last,
                nombres.rang nulls last,
                totaux.rang nulls last
        ) as choix
    from parts
    inner join nombres on parts.rang = nombres.part
    inner join totaux
        on parts.annee = totaux.annee
        and parts.antenne = totaux.antenne
        and parts.site = totaux.site
        and parts.departement = totaux.departement
        and parts.module = totaux.module
        and (
            (nombres.proximite = 1 and totaux.mesure = nombres.mesure and totaux.population = nombres.population)
            or (nombres.proximite = 0 and totaux.population = parts.population and totaux.genre = 'effectif')
            or (nombres.proximite = 2 and totaux.population = nombres.population and totaux.genre = 'effectif')
        )
    where totaux.valeur > 0
),

retenues as (
    select
        *,
        100 * cast(nombre as decimal(18, 6)) / base as calcule,
        100 * cast(nombre_haut as decimal(18, 6)) / base_bas >= part_bas
        and 100 * cast(nombre_bas as decimal(18, 6)) / base_haut <= part_haut as tient
    from avec_base
    where choix = 1 and base_bas > 0
),

fausses as (
    select * from retenues where not tient
),

-- The same modality of another population of the antenne, on that population's own count.
autres_populations as (
    select
        fausses.part,
        1 as ordre,
        totaux.rang,
        totaux.population as autre_population,
        nombres.terme || ' / ' || totaux.terme as lecture
    from fausses
    inner join comptes as nombres
        on fausses.annee = nombres.annee
        and fausses.antenne = nombres.antenne
        and fausses.site = nombres.site
        and fausses.dimension = nombres.dimension
        and fausses.modalite = nombres.modalite
        and nombres.genre = 'effectif'
    inner join totaux
        on nombres.annee = totaux.annee
        and nombres.antenne = totaux.antenne
        and nombres.site = totaux.site
        and nombres.departement = totaux.departement
        and nombres.module = totaux.module
        and nombres.population = totaux.population
        and nombres.mesure = totaux.mesure
        and nombres.unite = totaux.unite
    where (nombres.population <> fausses.population_nombre or totaux.population <> fausses.population_base)
        and totaux.valeur > 0
        and 100 * cast(nombres.valeur as decimal(18, 6)) / totaux.valeur between fausses.part_bas and fausses.part_haut
),

freres as (
    select
        fausses.part,
        comptes.modalite,
        comptes.texte,
        comptes.valeur
    from fausses
    inner join comptes
        on fausses.annee = comptes.annee
        and fausses.antenne = comptes.antenne
        and fausses.site = comptes.site
        and fausses.departement = comptes.departement
        and fausses.module = comptes.module
        and fausses.population_nombre = comptes.population
        and fausses.mesure_nombre = comptes.mesure
        and fausses.unite_nombre = comptes.unite
        and fausses.dimension = comptes.dimension
        and comptes.valeur > 0
        and comptes.modalite <> fausses.modalite
),

-- On those of whom one knows.
connus as (
    select
        fausses.part,
        min(fausses.nombre) as nombre,
        min(fausses.base) - sum(freres.valeur) as base,
        min(fausses.nombre_texte || ' / (' || fausses.base_texte) || ' − ' || string_agg(freres.texte, ' − ' order by freres.modalite nulls last) || ')' as lecture
    from fausses
    inner join freres on fausses.part = freres.part
    inner join {{ ref('stg_controle_inconnu') }} as inconnus on freres.modalite = inconnus.modalite
    group by fausses.part
),

sans_inconnus as (
    select
        connus.part,
        connus.lecture
    from connus
    inner join fausses on connus.part = fausses.part
    where connus.base > 0
        and 100 * cast(connus.nombre as decimal(18, 6)) / connus.base between fausses.part_bas and fausses.part_haut
),

-- With one or two other modalities of the same list put with it.
regroupements as (
    select
        fausses.part,
        2 as ordre,
        un.modalite as rang,
        '(' || fausses.nombre_texte || ' + ' || un.texte || ') / ' || fausses.base_texte as lecture,
        un.modalite as avec
    from fausses
    inner join freres as un on fausses.part = un.part
    where 100 * cast(fausses.nombre + un.valeur as decimal(18, 6)) / fausses.base between fausses.part_bas and fausses.part_haut
    union all
    select
        fausses.part,
        3 as ordre,
        un.modalite || ' ' || deux.modalite as rang,
        '(' || fausses.nombre_texte || ' + ' || un.texte || ' + ' || deux.texte || ') / ' || fausses.base_texte as lecture,
        un.modalite || ' et ' || deux.modalite as avec
    from fausses
    inner join freres as un on fausses.part = un.part
    inner join freres as deux
        on un.part = deux.part
        and un.modalite < deux.modalite
    where 100 * cast(fausses.nombre + un.valeur + deux.valeur as decimal(18, 6)) / fausses.base between fausses.part_bas and fausses.part_haut
),

-- The same count on another stated count of the antenne.
autres_bases as (
    select
        fausses.part,
        4 as ordre,
        totaux.rang,
        totaux.population as autre_population,
        fausses.nombre_texte || ' / ' || totaux.terme as lecture
    from fausses
    inner join totaux
        on fausses.annee = totaux.annee
        and fausses.antenne = totaux.antenne
        and fausses.site = totaux.site
        and totaux.genre = 'effectif'
    where totaux.population <> fausses.population_base
        and totaux.valeur > 0
        and 100 * cast(fausses.nombre as decimal(18, 6)) / totaux.valeur between fausses.part_bas and fausses.part_haut
),

lectures as (
    select part, 0 as ordre, '' as rang, 'Base sans les inconnus : ' || lecture as lecture from sans_inconnus
    union all
    select part, ordre, rang, 'Autre base : ' || lecture || ' (' || autre_population || ')' as lecture from autres_populations
    union all
    select part, ordre, rang, 'Définition plus large : ' || lecture || ' (avec ' || avec || ')' as lecture from regroupements
    union all
    select part, ordre, rang, 'Autre base : ' || lecture || ' (' || autre_population || ')' as lecture from autres_bases
),

choisies as (
    select
        lectures.*,
        row_number() over (partition by part order by ordre nulls last, rang nulls last, lecture nulls last) as place
    from lectures
)

select
    'part_et_base' as regle,
    retenues.annee,
    retenues.antenne,
    retenues.site,
    retenues.departement,
    retenues.module,
    retenues.population,
    'part' as mesure,
    retenues.dimension,
    retenues.modalite,
    retenues.objet,
    '%' as unite,
    retenues.part_texte || ' %' as ecrit_texte,
    retenues.nombre_texte || ' / ' || retenues.base_texte || ' = {calcule}'
    || case when retenues.tient then '' else ', et non {ecrit}' end as formule,
    retenues.part_sources || chr(10) || retenues.nombre_sources || chr(10) || retenues.base_sources as sources,
    coalesce(choisies.lecture, 'Aucune autre base énoncée par l’antenne ne donne ce pourcentage.') as lecture,
    retenues.part_valeur as ecrit,
    cast(retenues.calcule as decimal(18, 4)) as calcule,
    retenues.tient
from retenues
left join choisies
    on retenues.part = choisies.part
    and choisies.place = 1
