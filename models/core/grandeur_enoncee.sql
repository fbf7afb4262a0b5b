with reconnues as (
    select
        grandeurs.grandeur,
        comptes.annee,
        comptes.antenne,
        comptes.site,
        comptes.departement,
        case when grandeurs.par_module then comptes.module else '' end as module,
        case when grandeurs.dimension is null then comptes.dimension else '' end as dimension,
        case when grandeurs.dimension is null then comptes.modalite else '' end as modalite,
        comptes.population,
        comptes.unite,
        comptes.rang,
        comptes.derive,
        comptes.texte,
        comptes.sources,
        comptes.valeur,
        comptes.bas,
        comptes.haut,
        comptes.demi_unite,
        -- What is said of all modules comes before what is said of one, what is stated before what is only a sum.
        case when comptes.module = '' or grandeurs.module is not null or grandeurs.par_module then 0 else 2 end
        + case when comptes.derive = '' then 0 else 1 end as choix
    from {{ ref('compte_enonce') }} as comptes
    inner join {{ ref('stg_controle_grandeur') }} as grandeurs
        on comptes.mesure = grandeurs.mesure
        and (grandeurs.population is null or grandeurs.population = comptes.population)
        and (grandeurs.unite is null or grandeurs.unite = comptes.unite)
        and (grandeurs.module is null or grandeurs.module = comptes.module)
        and (grandeurs.dimension is null or (grandeurs.dimension = comptes.dimension and grandeurs.modalite = comptes.modalite))
    where comptes.valeur is not null
),

retenues as (
    select
        reconnues.*,
        min(choix) over (partition by grandeur, annee, antenne, site, departement, module, dimension, modalite) as meilleur
    from reconnues
)

select
    grandeur,
    annee,
    antenne,
    site,
    departement,
    module,
    dimension,
    modalite,
    min(population) as population,
    min(unite) as unite,
    min(rang) as rang,
    max(derive) as derive,
    string_agg(distinct texte, ' ou ' order by texte nulls last) as texte,
    string_agg(sources, chr(10) order by rang nulls last) as sources,
    count(distinct population) as mots,
    max(bas) > min(haut) as contredite,
    min(valeur) as valeur,
    min(bas) as bas,
    max(haut) as haut,
    max(demi_unite) as demi_unite
from retenues
where choix = meilleur
group by grandeur, annee, antenne, site, departement, module, dimension, modalite
