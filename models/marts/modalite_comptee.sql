with accueils as (
    select
        annee,
        antenne,
        site,
        personne_key,
        entree,
        en_cours,
        prescripteur,
        sexe,
        tranche_age,
        ressources,
        emploi,
        situation_conjugale,
        tranche_duree
    from {{ ref('fait_personne_accompagnee') }}
),

caracteristiques as (
    select annee, antenne, site, personne_key, entree, en_cours, 'prescripteur' as dimension, prescripteur as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'sexe' as dimension, sexe as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'age' as dimension, tranche_age as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'ressources' as dimension, ressources as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'situation_professionnelle' as dimension, emploi as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'situation_conjugale' as dimension, situation_conjugale as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'entree' as dimension, entree as modalite from accueils
    union all
    select annee, antenne, site, personne_key, entree, en_cours, 'duree_accompagnement' as dimension, tranche_duree as modalite from accueils
),

final as (
    select annee, antenne, site, personne_key, 'personnes_accueillies' as population, 'personnes' as indicateur, dimension, modalite
    from caracteristiques
    where dimension <> 'duree_accompagnement'
    union all
    select annee, antenne, site, personne_key, 'nouveaux_accueils' as population, 'personnes' as indicateur, dimension, modalite
    from caracteristiques
    where entree = 'nouvel_accueil' and dimension <> 'duree_accompagnement'
    union all
    select annee, antenne, site, personne_key, 'personnes_en_cours' as population, 'personnes_en_cours' as indicateur, dimension, modalite
    from caracteristiques
    where en_cours
    union all
    select annee, antenne, site, personne_key, 'personnes_sorties' as population, 'sorties' as indicateur, 'motif_sortie' as dimension, motif as modalite
    from {{ ref('fait_sortie') }}
    union all
    select annee, antenne, site, personne_key, 'personnes_sorties' as population, 'sorties' as indicateur, 'duree_accompagnement' as dimension, tranche_duree as modalite
    from {{ ref('fait_sortie') }}
    union all
    select annee, antenne, site, personne_key, 'personnes_sorties' as population, 'sorties' as indicateur, 'cohorte_entree' as dimension, cohorte_entree as modalite
    from {{ ref('fait_sortie') }}
)

select distinct
    annee,
    antenne,
    site,
    personne_key,
    population,
    indicateur,
    dimension,
    coalesce(modalite, '_U') as modalite
from final
