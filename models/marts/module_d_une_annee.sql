-- Lists of one kind are counted by module: a total of two years is one only where both years' lists carry the same modules.
-- The year stands in the names of files and sheets: without its digits a list has the same name every year.
with feuilles_comptees as (
    select distinct
        genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        translate(feuille, '0123456789', '') as liste
    from {{ ref('liste_de_lignes') }}
    where genre in ('orientation', 'accompagnement', 'attente', 'entretien', 'demande') and lignes_de_l_annee > 0
),

feuilles_recues as (
    select distinct
        annee,
        antenne,
        fichier,
        translate(feuille, '0123456789', '') as liste
    from {{ ref('liste_de_lignes') }}
),

-- A list was sent if a row of any kind comes from it, or if its whole file came without a row.
listes_recues as (
    select feuilles.annee, feuilles.antenne, fichiers.source, feuilles.liste
    from feuilles_recues as feuilles
    inner join {{ ref('fichier') }} as fichiers
        on feuilles.antenne = fichiers.antenne and feuilles.annee = fichiers.annee and feuilles.fichier = fichiers.fichier
    union
    select annee, antenne, source, translate(split_part(fichier, '.', 1), '0123456789', '') as liste
    from {{ ref('fichier') }}
    where lus = 0
),

listes_incompletes as (
    select distinct annee, antenne, source, translate(feuille, '0123456789', '') as liste
    from {{ ref('ligne_a_corriger') }}
    where code = 'COLONNE_ABSENTE' and feuille is not null
),

listes_comptees as (
    select feuilles.genre, feuilles.annee, feuilles.antenne, feuilles.site, feuilles.module, fichiers.source, feuilles.liste
    from feuilles_comptees as feuilles
    inner join {{ ref('fichier') }} as fichiers
        on feuilles.antenne = fichiers.antenne and feuilles.annee = fichiers.annee and feuilles.fichier = fichiers.fichier
    where feuilles.module is not null
),

par_lieu as (
    select genre, annee, antenne, site, module, source, liste from listes_comptees where site is not null
    union
    select genre, annee, antenne, '_T' as site, module, source, liste from listes_comptees
),

autres_annees as (
    select -1 as pas
    union all
    select 1 as pas
),

-- Only a year whose file is there has a total to be compared.
annees as (
    select distinct genre, annee, antenne from feuilles_comptees
),

seuls as (
    select par_lieu.genre, par_lieu.annee, par_lieu.annee + autres_annees.pas as annee_sans, par_lieu.antenne, par_lieu.site, par_lieu.module, par_lieu.source, par_lieu.liste
    from par_lieu
    cross join autres_annees
    inner join annees
        on par_lieu.genre = annees.genre and par_lieu.antenne = annees.antenne and par_lieu.annee + autres_annees.pas = annees.annee
    left join (select distinct genre, annee, antenne, site, module from par_lieu) as memes
        on par_lieu.genre = memes.genre
        and par_lieu.annee + autres_annees.pas = memes.annee
        and par_lieu.antenne = memes.antenne
        and par_lieu.site = memes.site
        and par_lieu.module = memes.module
    where memes.module is null
),

-- A list that came whole and has nobody of the module says so: that is a nought, and nothing is missing.
causes as (
    select
        seuls.genre,
        seuls.annee,
        seuls.annee_sans,
        seuls.antenne,
        seuls.site,
        seuls.module,
        max(case when listes_recues.liste is null then 1 else 0 end) as sans_liste,
        max(case when listes_incompletes.liste is not null then 1 else 0 end) as sans_colonne
    from seuls
    left join listes_recues
        on seuls.annee_sans = listes_recues.annee
        and seuls.antenne = listes_recues.antenne
        and seuls.source = listes_recues.source
        and seuls.liste = listes_recues.liste
    left join listes_incompletes
        on seuls.annee_sans = listes_incompletes.annee
        and seuls.antenne = listes_incompletes.antenne
        and seuls.source = listes_incompletes.source
        and seuls.liste = listes_incompletes.liste
    group by seuls.genre, seuls.annee, seuls.annee_sans, seuls.antenne, seuls.site, seuls.module
)

select
    annee,
    annee_sans,
    antenne,
    site,
    genre,
    module,
    case when sans_liste = 1 then 'liste_absente' else 'colonne_absente' end as cause
from causes
where sans_liste = 1 or sans_colonne = 1
