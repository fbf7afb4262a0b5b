with comptes as (
    select * from {{ ref('compte_enonce') }} where derive = ''
),

repetes as (
    select
        case when genre = 'moyenne' then 'meme_moyenne' else 'meme_chiffre' end as regle,
        annee,
        antenne,
        site,
        departement,
        module,
        population,
        mesure,
        dimension,
        modalite,
        unite,
        texte,
        sources,
        bas as petite,
        haut as grande,
        not contredit as tient
    from comptes
    where enonces - absents > 1
),

-- One thing under two words of the same sender.
grandeurs as (
    select *
    from {{ ref('grandeur_enoncee') }}
    where mots > 1
),

-- Persons against referrals of one population; a single site stands for the antenne.
orientations as (
    select * from comptes where unite = 'orientation' and dimension = '' and site = '' and valeur > 0
),

personnes as (
    select
        comptes.*,
        row_number() over (partition by annee, antenne, departement, module, population order by site nulls last, rang nulls last) as choix,
        count(*) over (partition by annee, antenne, departement, module, population) as lieux
    from comptes
    where unite = 'personne' and dimension = '' and genre = 'effectif' and valeur is not null
),

paires as (
    select
        personnes.annee,
        personnes.antenne,
        personnes.site,
        personnes.departement,
        personnes.module,
        personnes.population,
        personnes.texte,
        personnes.sources,
        personnes.valeur,
        personnes.bas,
        orientations.texte as orientations_texte,
        orientations.sources as orientations_sources,
        orientations.valeur as orientations_valeur,
        orientations.haut as orientations_haut,
        orientations.rang as orientations_rang
    from personnes
    inner join orientations
        on personnes.annee = orientations.annee
        and personnes.antenne = orientations.antenne
        and personnes.departement = orientations.departement
        and personnes.module = orientations.module
        and personnes.population = orientations.population
    where personnes.choix = 1 and (personnes.site = '' or personnes.lieux = 1)
),

-- What the smaller of the two also counts.
homonymes as (
    select
        paires.orientations_rang,
        min(comptes.modalite) as modalite
    from paires
    inner join comptes
        on paires.annee = comptes.annee
        and paires.antenne = comptes.antenne
        and paires.population = comptes.population
        and paires.valeur = comptes.valeur
        and comptes.dimension <> ''
        and comptes.unite = 'orientation'
    group by paires.orientations_rang
)

select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, '' as objet, unite, texte as ecrit_texte,
    case when tient then texte || ', énoncé plus d’une fois' else texte || ' : deux valeurs' end as formule,
    sources,
    case when regle = 'meme_moyenne' then 'Deux périodes, ou deux définitions.' else 'L’un des deux énoncés n’a pas été mis à jour, ou ils n’ont pas la même définition.' end as lecture,
    petite as ecrit,
    grande as calcule,
    tient
from repetes
union all
select 'meme_grandeur' as regle, annee, antenne, site, departement, module, population, grandeur as mesure, dimension, modalite, '' as objet, unite, texte as ecrit_texte,
    case when contredite then texte || ' : deux valeurs' else texte || ', énoncé sous deux mots' end as formule,
    sources,
    'L’un des deux énoncés n’a pas été mis à jour, ou les deux mots n’ont pas le même sens.' as lecture,
    bas as ecrit,
    haut as calcule,
    not contredite as tient
from grandeurs
union all
select 'personnes_et_orientations' as regle, annee, antenne, site, departement, module, population, 'decompte' as mesure, '' as dimension, '' as modalite, '' as objet, 'personne' as unite, texte as ecrit_texte,
    '{ecrit} personnes, {calcule} orientations' as formule,
    sources || chr(10) || orientations_sources as sources,
    'Une personne a au moins une orientation : l’un des deux nombres a une autre définition.' as lecture,
    valeur as ecrit,
    orientations_valeur as calcule,
    bas <= orientations_haut as tient
from paires
union all
select 'personnes_loin_des_orientations' as regle, paires.annee, paires.antenne, paires.site, paires.departement, paires.module, paires.population, 'decompte' as mesure, '' as dimension, '' as modalite, '' as objet, 'personne' as unite, paires.texte as ecrit_texte,
    '{ecrit} personnes, {calcule} orientations' as formule,
    paires.sources || chr(10) || paires.orientations_sources as sources,
    case
        when homonymes.modalite is not null then 'Partie pour le tout : ' || paires.texte || ' est aussi le nombre de « ' || homonymes.modalite || ' ».'
        else 'Réorientations nombreuses, ou partie prise pour le tout.'
    end as lecture,
    paires.valeur as ecrit,
    paires.orientations_valeur as calcule,
    paires.orientations_valeur - paires.valeur <= regles.seuil * paires.orientations_valeur as tient
from paires
inner join {{ ref('stg_controle_regle') }} as regles on regles.regle = 'personnes_loin_des_orientations'
left join homonymes on paires.orientations_rang = homonymes.orientations_rang
