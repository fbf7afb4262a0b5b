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

-- An occupancy is so many whole nights in days: those of the year, or those on which the places were open where the
-- list of flats says so.
occupations as (
    select
        taux.*,
        places.jours_ouverts,
        coalesce(places.jours_annee, bissextiles.jours) as jours,
        -- The days of a year that is not this one: 365 where there are 366.
        coalesce(places.places, 1) * case when bissextiles.jours = 366 then 365 else 366 end as autres_jours
    from {{ ref('compte_enonce') }} as taux
    inner join (
        select distinct
            annee,
            case when annee % 4 = 0 and (annee % 100 <> 0 or annee % 400 = 0) then 366 else 365 end as jours
        from {{ ref('compte_enonce') }}
    ) as bissextiles on taux.annee = bissextiles.annee
    left join {{ ref('jours_de_place') }} as places
        on taux.annee = places.annee
        and taux.antenne = places.antenne
        and taux.site = places.lieu
    where taux.mesure = 'taux_occupation' and taux.unite = '%' and taux.valeur is not null and taux.dimension = '' and taux.derive = ''
),

nuits as (
    select
        occupations.*,
        coalesce(jours_ouverts > 0 and jours_ouverts < jours, false) as ouvert_en_partie,
        round(valeur * jours / cast(100 as decimal(18, 4)), 0) as nuits,
        round(valeur * autres_jours / cast(100 as decimal(18, 4)), 0) as autres_nuits,
        round(valeur * jours_ouverts / cast(100 as decimal(18, 4)), 0) as nuits_ouvertes
    from occupations
),

essais as (
    select
        nuits.*,
        100 * cast(nuits as decimal(18, 6)) / jours between bas - demi_unite and haut + demi_unite
        and (not ouvert_en_partie or nuits <= jours_ouverts) as tient_sur_l_annee,
        100 * cast(autres_nuits as decimal(18, 6)) / autres_jours between bas - demi_unite and haut + demi_unite as tient_autrement,
        ouvert_en_partie and 100 * cast(nuits_ouvertes as decimal(18, 6)) / jours_ouverts between bas - demi_unite and haut + demi_unite as tient_sur_les_jours_ouverts
    from nuits
),

taux as (
    select
        essais.*,
        tient_sur_l_annee or tient_sur_les_jours_ouverts as tient,
        case
            when ouvert_en_partie and not tient_sur_l_annee then round(100 * cast(nuits_ouvertes as decimal(18, 6)) / jours_ouverts, 4)
            else round(100 * cast(nuits as decimal(18, 6)) / jours, 4)
        end as calcule,
        case
            when ouvert_en_partie and not tient_sur_l_annee
                then cast(cast(nuits_ouvertes as bigint) as varchar) || ' / ' || cast(jours_ouverts as varchar) || ' jours ouverts'
            else cast(cast(nuits as bigint) as varchar) || ' / ' || cast(jours as varchar)
        end as division
    from essais
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
    division || ' = {calcule}' || case when tient then '' else ', et non {ecrit}' end as formule,
    sources,
    case
        when tient then cast(null as varchar)
        when tient_autrement
            then 'Autre base : ' || cast(cast(autres_nuits as bigint) as varchar) || ' nuits sur ' || cast(autres_jours as varchar) || ' jours, et l’année en compte ' || cast(jours as varchar) || '.'
        when ouvert_en_partie
            then 'Le logement n’est ouvert que ' || cast(jours_ouverts as varchar) || ' jours : ni eux ni ceux de l’année ne donnent ce taux en nuits entières.'
        when jours_ouverts = 0 then 'Aucun jour d’ouverture n’est énoncé pour ce logement dans l’année.'
        when jours_ouverts is not null then 'Aucun nombre entier de nuits ne donne ce taux sur les jours de l’année.'
        else 'Jours ouverts : logement ouvert une partie de l’année, que rien n’énonce, ou plusieurs places.'
    end as lecture,
    valeur as ecrit,
    cast(calcule as decimal(18, 4)) as calcule,
    tient
from taux
