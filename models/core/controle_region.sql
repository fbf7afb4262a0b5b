with grandeurs as (
    select * from {{ ref('grandeur_enoncee') }} where dimension = '' and module = ''
),

antennes as (
    select code, departement from {{ ref('antenne') }}
),

-- What an antenne states in all; of one that states only sites, their sum.
par_antenne as (
    select
        grandeurs.grandeur,
        grandeurs.annee,
        grandeurs.antenne,
        antennes.departement,
        sum(grandeurs.valeur) as valeur,
        sum(grandeurs.bas) as bas,
        sum(grandeurs.haut) as haut,
        string_agg(grandeurs.texte, ' + ' order by grandeurs.rang nulls last) as texte,
        string_agg(grandeurs.sources, chr(10) order by grandeurs.rang nulls last) as sources
    from grandeurs
    inner join antennes on grandeurs.antenne = antennes.code
    left join grandeurs as ensembles
        on grandeurs.grandeur = ensembles.grandeur
        and grandeurs.annee = ensembles.annee
        and grandeurs.antenne = ensembles.antenne
        and grandeurs.departement = ensembles.departement
        and ensembles.site = ''
    where grandeurs.site = '' or ensembles.annee is null
    group by grandeurs.grandeur, grandeurs.annee, grandeurs.antenne, antennes.departement
),

-- The region states some things for all, some by département.
regionales as (
    select grandeurs.*
    from grandeurs
    left join antennes on grandeurs.antenne = antennes.code
    where antennes.code is null and grandeurs.site = ''
),

sommes as (
    select
        regles.regle,
        regionales.grandeur,
        regionales.annee,
        regionales.antenne,
        regionales.departement,
        regionales.population,
        regionales.unite,
        regionales.texte,
        regionales.valeur,
        regionales.bas,
        regionales.haut,
        regles.petit,
        min(regionales.sources) as sources,
        count(*) as antennes_enoncees,
        sum(par_antenne.valeur) as somme,
        sum(par_antenne.bas) as somme_bas,
        sum(par_antenne.haut) as somme_haut,
        string_agg(par_antenne.texte, ' + ' order by par_antenne.antenne nulls last) as somme_texte,
        string_agg(par_antenne.antenne, ', ' order by par_antenne.antenne nulls last) as noms,
        string_agg(par_antenne.sources, chr(10) order by par_antenne.antenne nulls last) as somme_sources
    from {{ ref('stg_controle_inegalite') }} as regles
    inner join regionales on regles.grand = regionales.grandeur
    inner join par_antenne
        on regles.petit = par_antenne.grandeur
        and regionales.annee = par_antenne.annee
        and (regionales.departement = '' or regionales.departement = par_antenne.departement)
    where regles.portee = 'region'
    group by
        regles.regle,
        regionales.grandeur,
        regionales.annee,
        regionales.antenne,
        regionales.departement,
        regionales.population,
        regionales.unite,
        regionales.texte,
        regionales.valeur,
        regionales.bas,
        regionales.haut,
        regles.petit
),

effectifs as (
    select departement, count(*) as nombre from antennes group by departement
    union all
    select '' as departement, count(*) as nombre from antennes
),

comparees as (
    select
        sommes.*,
        effectifs.nombre as antennes_en_tout,
        sommes.somme_bas <= sommes.haut as pas_trop,
        sommes.somme_haut >= sommes.bas as pas_moins
    from sommes
    inner join effectifs on sommes.departement = effectifs.departement
)

select
    regle,
    annee,
    antenne,
    '' as site,
    departement,
    '' as module,
    population,
    grandeur as mesure,
    '' as dimension,
    '' as modalite,
    petit as objet,
    unite,
    texte as ecrit_texte,
    somme_texte
    || case when antennes_enoncees > 1 or strpos(somme_texte, ' + ') > 0 then ' = {calcule}' else '' end
    || case when pas_trop then ', au plus {ecrit}' else ', plus que {ecrit}' end
    || ' (' || noms
    || case when antennes_enoncees < antennes_en_tout then ' ; les autres antennes n’en énoncent pas)' else ')' end as formule,
    sources || chr(10) || somme_sources as sources,
    case
        when regle = 'natures_et_modules' then 'Autre définition : les natures de la région ne recouvrent pas les modules des antennes.'
        when departement <> '' then 'Omission de la région, ou antenne qui compte autrement : {ecart} d’écart.'
        else 'Omission de la région ou d’un territoire, ou double compte entre antennes : {ecart} d’écart.'
    end as lecture,
    valeur as ecrit,
    somme as calcule,
    pas_trop as tient
from comparees
union all
select
    'region_egale_antennes' as regle,
    annee,
    antenne,
    '' as site,
    departement,
    '' as module,
    population,
    grandeur as mesure,
    '' as dimension,
    '' as modalite,
    petit as objet,
    unite,
    texte as ecrit_texte,
    somme_texte
    || case when antennes_enoncees > 1 or strpos(somme_texte, ' + ') > 0 then ' = {calcule}' else '' end
    || case when pas_moins then '' else ', moins que {ecrit}' end || ' (' || noms || ')' as formule,
    sources || chr(10) || somme_sources as sources,
    'Omission d’une antenne, ou région qui compte autre chose.' as lecture,
    valeur as ecrit,
    somme as calcule,
    pas_moins as tient
from comparees
where antennes_enoncees = antennes_en_tout and comparees.regle = 'region_et_antennes'
