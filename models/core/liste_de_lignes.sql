-- What files tell of the activity, list by list: rows are many, lists few, and which list a row stands on is asked of the lists.
with lignes as (
    select
        'orientation' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        {{ year('date_orientation') }} = annee as de_l_annee
    from {{ ref('stg_orientation') }}
    union all
    select
        'accompagnement' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        {{ year('date_debut') }} <= annee and (date_fin is null or {{ year('date_fin') }} >= annee) as de_l_annee
    from {{ ref('stg_accompagnement') }}
    union all
    select
        'attente' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        true as de_l_annee
    from {{ ref('stg_attente') }}
    union all
    select
        'participation' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        true as de_l_annee
    from {{ ref('stg_participation') }}
    union all
    select
        'seance' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        true as de_l_annee
    from {{ ref('stg_seance') }}
    union all
    select
        'entretien' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        true as de_l_annee
    from {{ ref('stg_entretien') }}
    union all
    select
        'demande' as genre,
        annee,
        antenne,
        site,
        module,
        fichier,
        feuille,
        true as de_l_annee
    from {{ ref('stg_demande_non_satisfaite') }}
    union all
    select
        'sejour' as genre,
        annee,
        antenne,
        site,
        'hebergement' as module,
        fichier,
        feuille,
        true as de_l_annee
    from {{ ref('stg_sejour') }}
)

select
    genre,
    annee,
    antenne,
    site,
    module,
    fichier,
    feuille,
    count(*) as lignes,
    count(case when de_l_annee then 1 end) as lignes_de_l_annee
from lignes
group by genre, annee, antenne, site, module, fichier, feuille
