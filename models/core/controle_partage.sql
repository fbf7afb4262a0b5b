with comptes as (
    select * from {{ ref('compte_enonce') }}
),

totaux as (
    select * from comptes where dimension = '' and derive = '' and valeur is not null
),

-- Parts of a dimension, those that are parts of another part left out.
parts as (
    select comptes.*
    from comptes
    left join {{ ref('stg_controle_sous_modalite') }} as sous
        on comptes.dimension = sous.dimension
        and comptes.modalite = sous.modalite
    where comptes.dimension <> ''
        and comptes.derive = ''
        and comptes.genre in ('effectif', 'volume')
        and sous.parent is null
),

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
        partage,
        count(*) as nombre,
        sum(absents) as absents,
        sum(valeur) as valeur,
        sum(bas) as bas,
        sum(haut) as haut,
        max(bas) as plus_grande,
        string_agg(texte, ' + ' order by rang nulls last) as texte,
        string_agg(sources, chr(10) order by rang nulls last) as sources
    from parts
    group by annee, antenne, site, departement, module, population, mesure, genre, unite, dimension, partage
),

avec_total as (
    select
        partages.*,
        partages.unite as partages_unite,
        totaux.texte as total_texte,
        totaux.sources as total_sources,
        totaux.valeur as total_valeur,
        totaux.bas as total_bas,
        totaux.haut as total_haut,
        totaux.unite as total_unite,
        totaux.mesure as total_mesure,
        partages.partage = 'complet' and partages.nombre > 1 and partages.absents = 0 and partages.unite = totaux.unite as entier
    from partages
    inner join totaux
        on partages.annee = totaux.annee
        and partages.antenne = totaux.antenne
        and partages.site = totaux.site
        and partages.departement = totaux.departement
        and partages.module = totaux.module
        and partages.population = totaux.population
        and partages.mesure = totaux.mesure
        and (partages.unite = totaux.unite or partages.genre = 'effectif')
    where partages.valeur is not null
),

de_dimension as (
    select
        case
            when entier then 'parts_et_total'
            when partage = 'multiple' then 'modalite_au_plus_effectif'
            else 'parts_au_plus_total'
        end as regle,
        *,
        case when partage = 'multiple' then plus_grande else valeur end as somme,
        case
            when entier then bas <= total_haut and haut >= total_bas
            when partage = 'multiple' then plus_grande <= total_haut
            else bas <= total_haut
        end as tient
    from avec_total
),

-- The answers of a question with several answers may be more than the persons: this is told, it is no mistake.
cumuls as (
    select *
    from avec_total
    where partage = 'multiple' and nombre > 1
),

-- Persons against referrals or measures: as many, unless one person has several.
autres_unites as (
    select *
    from avec_total
    where partage = 'complet' and nombre > 1 and absents = 0 and unite <> total_unite
),

premiers as (
    select
        partages.*,
        row_number() over (
            partition by annee, antenne, site, departement, module, population, mesure, unite
            order by dimension nulls last
        ) as place
    from partages
    where partage = 'complet' and nombre > 1 and absents = 0
),

-- Without a stated total, two complete sharings out of one population are held against each other.
sans_total as (
    select
        autres.*,
        premiers.dimension as premiere_dimension,
        premiers.valeur as premiere_valeur,
        premiers.texte as premier_texte,
        premiers.sources as premieres_sources,
        premiers.bas as premier_bas,
        premiers.haut as premier_haut
    from premiers as autres
    inner join premiers
        on autres.annee = premiers.annee
        and autres.antenne = premiers.antenne
        and autres.site = premiers.site
        and autres.departement = premiers.departement
        and autres.module = premiers.module
        and autres.population = premiers.population
        and autres.mesure = premiers.mesure
        and autres.unite = premiers.unite
        and premiers.place = 1
        and autres.place > 1
    left join totaux
        on autres.annee = totaux.annee
        and autres.antenne = totaux.antenne
        and autres.site = totaux.site
        and autres.departement = totaux.departement
        and autres.module = totaux.module
        and autres.population = totaux.population
        and autres.mesure = totaux.mesure
        and autres.unite = totaux.unite
    where totaux.annee is null
),

familles as (
    select dimension, parent, count(*) as attendus, min(case when complet then 1 else 0 end) as complet
    from {{ ref('stg_controle_sous_modalite') }}
    group by dimension, parent
),

sous_parts as (
    select
        enfants.annee,
        enfants.antenne,
        enfants.site,
        enfants.departement,
        enfants.module,
        enfants.population,
        enfants.mesure,
        enfants.unite,
        enfants.dimension,
        sous.parent as modalite,
        count(*) as nombre,
        sum(enfants.valeur) as valeur,
        sum(enfants.bas) as bas,
        sum(enfants.haut) as haut,
        string_agg(enfants.texte, ' + ' order by enfants.rang nulls last) as texte,
        string_agg(enfants.sources, chr(10) order by enfants.rang nulls last) as sources
    from comptes as enfants
    inner join {{ ref('stg_controle_sous_modalite') }} as sous
        on enfants.dimension = sous.dimension
        and enfants.modalite = sous.modalite
    where enfants.derive = '' and enfants.unite <> '%' and enfants.valeur is not null
    group by
        enfants.annee,
        enfants.antenne,
        enfants.site,
        enfants.departement,
        enfants.module,
        enfants.population,
        enfants.mesure,
        enfants.unite,
        enfants.dimension,
        sous.parent
),

de_sous_modalite as (
    select
        sous_parts.*,
        parents.texte as parent_texte,
        parents.sources as parent_sources,
        parents.valeur as parent_valeur,
        parents.bas as parent_bas,
        parents.haut as parent_haut,
        familles.complet = 1 and sous_parts.nombre = familles.attendus as entier
    from sous_parts
    inner join familles
        on sous_parts.dimension = familles.dimension
        and sous_parts.modalite = familles.parent
    inner join comptes as parents
        on sous_parts.annee = parents.annee
        and sous_parts.antenne = parents.antenne
        and sous_parts.site = parents.site
        and sous_parts.departement = parents.departement
        and sous_parts.module = parents.module
        and sous_parts.population = parents.population
        and sous_parts.mesure = parents.mesure
        and sous_parts.unite = parents.unite
        and sous_parts.dimension = parents.dimension
        and sous_parts.modalite = parents.modalite
        and parents.derive = ''
        and parents.valeur is not null
),

-- Percentages of a complete sharing out, each rounded as it is written.
pour_cent as (
    select
        annee,
        antenne,
        site,
        departement,
        module,
        population,
        mesure,
        unite,
        dimension,
        count(*) as nombre,
        sum(absents) as absents,
        sum(valeur) as valeur,
        sum(bas - demi_unite) as bas,
        sum(haut + demi_unite) as haut,
        string_agg(texte, ' + ' order by rang nulls last) as texte,
        string_agg(sources, chr(10) order by rang nulls last) as sources
    from comptes
    where mesure = 'part' and partage = 'complet' and derive = ''
    group by annee, antenne, site, departement, module, population, mesure, unite, dimension
    having count(*) > 1 and sum(absents) = 0
)

select regle, annee, antenne, site, departement, module, population, mesure, dimension, '' as modalite, partages_unite as objet, total_unite as unite, total_texte as ecrit_texte,
    case
        when partage = 'multiple' and tient then '{calcule}, au plus {ecrit}'
        when partage = 'multiple' then '{calcule}, plus que {ecrit}'
        else texte
            || case when nombre - absents > 1 then ' = {calcule}' else '' end
            || case
                when tient and entier then ''
                when tient then ', au plus {ecrit}'
                when entier then ', et non {ecrit}'
                else ', plus que {ecrit}'
            end
    end as formule,
    total_sources || chr(10) || sources as sources,
    case
        when not tient and somme < total_valeur then 'Omission : une modalité n’est pas énoncée, ou le total compte autre chose.'
        when not tient then 'Double compte, ou total d’une autre définition.'
    end as lecture,
    total_valeur as ecrit,
    somme as calcule,
    tient
from de_dimension
union all
select 'reponses_multiples' as regle, annee, antenne, site, departement, module, population, mesure, dimension, '' as modalite, partages_unite as objet, total_unite as unite, total_texte as ecrit_texte,
    texte || ' = {calcule} pour {ecrit}' as formule,
    total_sources || chr(10) || sources as sources,
    'Plusieurs réponses pour une même personne : {ecart} de plus que de personnes. Si une seule est possible, une personne est comptée deux fois.' as lecture,
    total_valeur as ecrit,
    valeur as calcule,
    bas <= total_haut as tient
from cumuls
union all
select 'parts_et_autre_unite' as regle, annee, antenne, site, departement, module, population, mesure, dimension, '' as modalite, partages_unite as objet, total_unite as unite, total_texte as ecrit_texte,
    texte || ' = {calcule}' || case when bas <= total_haut and haut >= total_bas then '' else ', et non {ecrit}' end as formule,
    total_sources || chr(10) || sources as sources,
    'Une personne a plusieurs orientations ou mesures, ou une modalité est mal comptée : {ecart} d’écart.' as lecture,
    total_valeur as ecrit,
    valeur as calcule,
    bas <= total_haut and haut >= total_bas as tient
from autres_unites
union all
select 'partages_entre_eux' as regle, annee, antenne, site, departement, module, population, mesure, dimension, '' as modalite, premiere_dimension as objet, unite, premier_texte || ' = {ecrit}' as ecrit_texte,
    texte || ' = {calcule}' || case when bas <= premier_haut and haut >= premier_bas then '' else ', et non ' || premier_texte || ' = {ecrit}' end as formule,
    premieres_sources || chr(10) || sources as sources,
    'Omission dans l’un des deux partages, ou populations différentes.' as lecture,
    premiere_valeur as ecrit,
    valeur as calcule,
    bas <= premier_haut and haut >= premier_bas as tient
from sans_total
union all
select 'sous_modalites' as regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, '' as objet, unite, parent_texte as ecrit_texte,
    texte
    || case when nombre > 1 then ' = {calcule}' else '' end
    || case
        when entier and bas <= parent_haut and haut >= parent_bas then ''
        when entier then ', et non {ecrit}'
        when bas <= parent_haut then ', au plus {ecrit}'
        else ', plus que {ecrit}'
    end as formule,
    parent_sources || chr(10) || sources as sources,
    'Un « dont » est compté à part de sa modalité, ou deux fois.' as lecture,
    parent_valeur as ecrit,
    valeur as calcule,
    bas <= parent_haut and (not entier or haut >= parent_bas) as tient
from de_sous_modalite
union all
select 'parts_en_pour_cent' as regle, annee, antenne, site, departement, module, population, mesure, dimension, '' as modalite, '' as objet, unite, '100 %' as ecrit_texte,
    texte || ' = {calcule}' || case when bas <= 100 and haut >= 100 then '' else ', et non {ecrit}' end as formule,
    sources,
    'Une modalité manque, ou les pourcentages sont de bases différentes.' as lecture,
    cast(100 as decimal(18, 4)) as ecrit,
    valeur as calcule,
    bas <= 100 and haut >= 100 as tient
from pour_cent
