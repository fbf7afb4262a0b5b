with comptes as (
    select *
    from {{ ref('compte_enonce') }}
    where derive = '' and (genre in ('effectif', 'volume') or mesure = 'part')
),

paires as (
    select
        nouveaux.annee,
        nouveaux.antenne,
        nouveaux.site,
        nouveaux.departement,
        nouveaux.module,
        nouveaux.population,
        nouveaux.mesure,
        nouveaux.dimension,
        nouveaux.modalite,
        nouveaux.unite,
        nouveaux.texte,
        nouveaux.sources || chr(10) || anciens.sources as sources,
        nouveaux.valeur,
        anciens.texte as ancien_texte,
        anciens.valeur as ancienne
    from comptes as nouveaux
    inner join comptes as anciens
        on nouveaux.annee = anciens.annee + 1
        and nouveaux.antenne = anciens.antenne
        and nouveaux.site = anciens.site
        and nouveaux.departement = anciens.departement
        and nouveaux.module = anciens.module
        and nouveaux.population = anciens.population
        and nouveaux.mesure = anciens.mesure
        and nouveaux.dimension = anciens.dimension
        and nouveaux.modalite = anciens.modalite
        and nouveaux.unite = anciens.unite
    where nouveaux.valeur is not null and anciens.valeur is not null
),

listes as (
    select
        annee,
        antenne,
        site,
        departement,
        module,
        population,
        mesure,
        dimension,
        unite,
        string_agg(modalite, ', ' order by modalite nulls last) as modalites,
        string_agg(sources, chr(10) order by rang nulls last) as sources,
        count(*) as nombre
    from comptes
    where partage = 'complet'
    group by annee, antenne, site, departement, module, population, mesure, dimension, unite
    having count(*) > 1
),

changements as (
    select
        nouvelles.*,
        anciennes.modalites as anciennes_modalites,
        anciennes.nombre as ancien_nombre,
        anciennes.sources as anciennes_sources
    from listes as nouvelles
    inner join listes as anciennes
        on nouvelles.annee = anciennes.annee + 1
        and nouvelles.antenne = anciennes.antenne
        and nouvelles.site = anciennes.site
        and nouvelles.departement = anciennes.departement
        and nouvelles.module = anciennes.module
        and nouvelles.population = anciennes.population
        and nouvelles.mesure = anciennes.mesure
        and nouvelles.dimension = anciennes.dimension
        and nouvelles.unite = anciennes.unite
)

select
    regles.regle,
    paires.annee,
    paires.antenne,
    paires.site,
    paires.departement,
    paires.module,
    paires.population,
    paires.mesure,
    paires.dimension,
    paires.modalite,
    '' as objet,
    paires.unite,
    paires.texte || case when paires.mesure = 'part' then ' %' else '' end as ecrit_texte,
    paires.ancien_texte || ' → ' || paires.texte || case when paires.mesure = 'part' then ' %' else '' end || ' en un an' as formule,
    paires.sources,
    'Changement de définition ou de base, ou évolution à expliquer.' as lecture,
    paires.valeur as ecrit,
    paires.ancienne as calcule,
    case
        when paires.mesure = 'part' then abs(paires.valeur - paires.ancienne) <= regles.seuil
        else abs(paires.valeur - paires.ancienne) <= regles.seuil * paires.ancienne
    end as tient
from paires
inner join {{ ref('stg_controle_regle') }} as regles
    on (paires.mesure = 'part' and regles.regle = 'part_d_une_annee_a_l_autre')
    or (paires.mesure <> 'part' and regles.regle = 'nombre_d_une_annee_a_l_autre')
-- Of small numbers, a change of half says nothing.
where paires.mesure = 'part' or (paires.valeur >= 20 and paires.ancienne >= 20)
union all
select
    'modalites_d_une_annee_a_l_autre' as regle,
    annee,
    antenne,
    site,
    departement,
    module,
    population,
    mesure,
    dimension,
    '' as modalite,
    '' as objet,
    unite,
    '{ecrit} modalités' as ecrit_texte,
    case when modalites = anciennes_modalites then modalites else anciennes_modalites || ' → ' || modalites end as formule,
    sources || chr(10) || anciennes_sources as sources,
    'La définition a changé : les deux années ne se comparent pas sans le dire.' as lecture,
    cast(nombre as decimal(18, 4)) as ecrit,
    cast(ancien_nombre as decimal(18, 4)) as calcule,
    modalites = anciennes_modalites as tient
from changements
