with grandeurs as (
    select * from {{ ref('grandeur_enoncee') }}
),

rapports as (
    select
        formes.regle,
        formes.forme,
        quotients.annee,
        quotients.antenne,
        quotients.site,
        quotients.departement,
        quotients.module,
        quotients.dimension,
        quotients.modalite,
        quotients.grandeur,
        quotients.population,
        quotients.unite,
        quotients.texte,
        quotients.valeur,
        quotients.bas - quotients.demi_unite as bas,
        quotients.haut + quotients.demi_unite as haut,
        numerateurs.texte as numerateur_texte,
        denominateurs.texte as denominateur_texte,
        quotients.sources || chr(10) || numerateurs.sources || chr(10) || denominateurs.sources as sources,
        case
            when formes.forme = 'evolution' then 100 * cast(numerateurs.valeur - denominateurs.valeur as decimal(18, 6)) / denominateurs.valeur
            else cast(numerateurs.valeur as decimal(18, 6)) / denominateurs.valeur
        end as calcule,
        case
            when formes.forme = 'evolution' then 100 * cast(numerateurs.bas - denominateurs.haut as decimal(18, 6)) / denominateurs.haut
            else cast(numerateurs.bas as decimal(18, 6)) / denominateurs.haut
        end as calcule_bas,
        case
            when formes.forme = 'evolution' then 100 * cast(numerateurs.haut - denominateurs.bas as decimal(18, 6)) / denominateurs.bas
            else cast(numerateurs.haut as decimal(18, 6)) / denominateurs.bas
        end as calcule_haut
    from {{ ref('stg_controle_rapport') }} as formes
    inner join grandeurs as quotients on formes.quotient = quotients.grandeur
    inner join grandeurs as numerateurs
        on formes.numerateur = numerateurs.grandeur
        and quotients.annee = numerateurs.annee
        and quotients.antenne = numerateurs.antenne
        and quotients.site = numerateurs.site
        and quotients.departement = numerateurs.departement
        and quotients.module = numerateurs.module
        and quotients.dimension = numerateurs.dimension
        and quotients.modalite = numerateurs.modalite
    inner join grandeurs as denominateurs
        on formes.denominateur = denominateurs.grandeur
        and quotients.annee = denominateurs.annee + case when formes.forme = 'evolution' then 1 else 0 end
        and quotients.antenne = denominateurs.antenne
        and quotients.site = denominateurs.site
        and quotients.departement = denominateurs.departement
        and quotients.module = denominateurs.module
        and quotients.dimension = denominateurs.dimension
        and quotients.modalite = denominateurs.modalite
    where quotients.derive = '' and denominateurs.bas > 0
),

-- An occupancy is so many whole nights in the days of the year, all days in which the place was open.
occupations as (
    select
        taux.*,
        case when annee % 4 = 0 and (annee % 100 <> 0 or annee % 400 = 0) then 366 else 365 end as jours
    from {{ ref('compte_enonce') }} as taux
    where mesure = 'taux_occupation' and unite = '%' and valeur is not null and dimension = '' and derive = ''
),

nuits as (
    select
        occupations.*,
        case when jours = 366 then 365 else 366 end as autres_jours,
        round(valeur * jours / cast(100 as decimal(18, 4)), 0) as nuits,
        round(valeur * case when jours = 366 then 365 else 366 end / cast(100 as decimal(18, 4)), 0) as autres_nuits
    from occupations
),

taux as (
    select
        nuits.*,
        round(100 * cast(nuits.nuits as decimal(18, 6)) / jours, 4) as calcule,
        100 * cast(nuits.nuits as decimal(18, 6)) / jours between bas - demi_unite and haut + demi_unite as tient,
        100 * cast(autres_nuits as decimal(18, 6)) / autres_jours between bas - demi_unite and haut + demi_unite as tient_autrement
    from nuits
)

select
    regle,
    annee,
    antenne,
    site,
    departement,
    module,
    population,
    grandeur as mesure,
    dimension,
    modalite,
    '' as objet,
    unite,
    texte as ecrit_texte,
    case when forme = 'evolution' then '(' || numerateur_texte || ' − ' || denominateur_texte || ')' else numerateur_texte end
    || ' / ' || denominateur_texte || ' = {calcule}'
    || case when calcule_bas <= haut and calcule_haut >= bas then '' else ', et non {ecrit}' end as formule,
    sources,
    'Autre base, ou arrondi fautif.' as lecture,
    valeur as ecrit,
    cast(calcule as decimal(18, 4)) as calcule,
    calcule_bas <= haut and calcule_haut >= bas as tient
from rapports
union all
select
    'taux_occupation' as regle,
    annee,
    antenne,
    site,
    departement,
    module,
    population,
    mesure,
    dimension,
    modalite,
    '' as objet,
    unite,
    texte || ' %' as ecrit_texte,
    cast(cast(nuits as bigint) as varchar) || ' / ' || cast(jours as varchar) || ' = {calcule}' || case when tient then '' else ', et non {ecrit}' end as formule,
    sources,
    case
        when tient_autrement
            then 'Autre base : ' || cast(cast(autres_nuits as bigint) as varchar) || ' nuits sur ' || cast(autres_jours as varchar) || ' jours, et l’année en compte ' || cast(jours as varchar) || '.'
        else 'Place ouverte une partie de l’année, ou plusieurs places.'
    end as lecture,
    valeur as ecrit,
    cast(calcule as decimal(18, 4)) as calcule,
    tient
from taux
