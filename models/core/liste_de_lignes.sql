-- What files tell of the activity, list by list: rows are many, lists few, and which list a row stands on is asked of the lists.
select
    'orientation' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(case when {{ year('date_orientation') }} = annee then 1 end) as lignes_de_l_annee
from {{ ref('stg_orientation') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'accompagnement' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(case when {{ year('date_debut') }} <= annee and (date_fin is null or {{ year('date_fin') }} >= annee) then 1 end) as lignes_de_l_annee
from {{ ref('stg_accompagnement') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'attente' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(*) as lignes_de_l_annee
from {{ ref('stg_attente') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'participation' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(*) as lignes_de_l_annee
from {{ ref('stg_participation') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'seance' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(*) as lignes_de_l_annee
from {{ ref('stg_seance') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'entretien' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(*) as lignes_de_l_annee
from {{ ref('stg_entretien') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'demande' as genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(*) as lignes_de_l_annee
from {{ ref('stg_demande_non_satisfaite') }}
group by annee, antenne, site, module, fichier, feuille
union all
select
    'sejour' as genre,
    annee,
    antenne,
    site,
    'hebergement' as module,
    fichier,
    feuille,
    count(*) as lignes,
    count(*) as lignes_de_l_annee
from {{ ref('stg_sejour') }}
group by annee, antenne, site, fichier, feuille
