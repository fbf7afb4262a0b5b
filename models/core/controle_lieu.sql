with comptes as (
    select * from {{ ref('compte_enonce') }}
),

-- Places of one kind (sites of an antenne, départements of the region) against the whole.
lieux as (
    select
        'sites_et_total' as regle,
        annee,
        antenne,
        '' as site,
        departement,
        module,
        population,
        mesure,
        unite,
        dimension,
        modalite,
        count(*) as nombre,
        sum(valeur) as valeur,
        sum(bas) as bas,
        sum(haut) as haut,
        string_agg(texte, ' + ' order by rang nulls last) as texte,
        string_agg(sources, chr(10) order by rang nulls last) as sources
    from comptes
    where comptes.site <> '' and derive = '' and genre in ('effectif', 'volume')
    group by annee, antenne, departement, module, population, mesure, unite, dimension, modalite
    having sum(absents) = 0
    union all
    select
        'departements_et_total' as regle,
        annee,
        antenne,
        site,
        '' as departement,
        module,
        population,
        mesure,
        unite,
        dimension,
        modalite,
        count(*) as nombre,
        sum(valeur) as valeur,
        sum(bas) as bas,
        sum(haut) as haut,
        string_agg(texte, ' + ' order by rang nulls last) as texte,
        string_agg(sources, chr(10) order by rang nulls last) as sources
    from comptes
    where comptes.departement <> '' and derive = '' and genre in ('effectif', 'volume')
    group by annee, antenne, site, module, population, mesure, unite, dimension, modalite
    having sum(absents) = 0
),

-- All sites are there when as many are named as wherever this population is counted by site.
couvertures as (
    select regle, annee, antenne, population, mesure, max(nombre) as attendus
    from lieux
    group by regle, annee, antenne, population, mesure
),

de_lieu as (
    select
        lieux.*,
        touts.texte as tout_texte,
        touts.sources as tout_sources,
        touts.valeur as tout_valeur,
        touts.bas as tout_bas,
        touts.haut as tout_haut,
        lieux.nombre > 1 and lieux.nombre = couvertures.attendus as entier
    from lieux
    inner join couvertures
        on lieux.regle = couvertures.regle
        and lieux.annee = couvertures.annee
        and lieux.antenne = couvertures.antenne
        and lieux.population = couvertures.population
        and lieux.mesure = couvertures.mesure
    inner join comptes as touts
        on lieux.annee = touts.annee
        and lieux.antenne = touts.antenne
        and lieux.site = touts.site
        and lieux.departement = touts.departement
        and lieux.module = touts.module
        and lieux.population = touts.population
        and lieux.mesure = touts.mesure
        and lieux.unite = touts.unite
        and lieux.dimension = touts.dimension
        and lieux.modalite = touts.modalite
        and touts.derive = ''
        and touts.valeur is not null
)

select case when entier then regle else 'site_au_plus_antenne' end as regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, regle as objet, unite, tout_texte as ecrit_texte,
    texte
    || case when nombre > 1 then ' = {calcule}' else '' end
    || case
        when entier and bas <= tout_haut and haut >= tout_bas then ''
        when entier then ', et non {ecrit}'
        when bas <= tout_haut then ', au plus {ecrit}'
        else ', plus que {ecrit}'
    end as formule,
    tout_sources || chr(10) || sources as sources,
    case when valeur > tout_valeur then 'Double compte : des personnes sont comptées dans deux lieux, ou le total est d’une autre définition.' else 'Omission : un lieu n’est pas énoncé.' end as lecture,
    tout_valeur as ecrit,
    valeur as calcule,
    bas <= tout_haut and (not entier or haut >= tout_bas) as tient
from de_lieu
where entier or regle = 'sites_et_total'
