with retenus as (
    select
        faits.*,
        populations.population,
        populations.indicateur,
        populations.module_enonce
    from {{ ref('fait_personne_accompagnee') }} as faits
    inner join {{ ref('population_comptee') }} as populations
        on faits.antenne = populations.antenne
        and (populations.module is null or populations.module = faits.module)
        and (populations.cadre_commun is null or populations.cadre_commun = faits.cadre_commun)
        and (populations.entree is null or populations.entree = faits.entree)
    union all
    select
        faits.*,
        'personnes_en_cours' as population,
        'personnes_en_cours' as indicateur,
        cast(null as varchar) as module_enonce
    from {{ ref('fait_personne_accompagnee') }} as faits
    where faits.en_cours
),

-- What belongs to an accompaniment (who sent, how the person came) is that of the first one of the year.
premiers as (
    select annee, antenne, personne_key, prescripteur, entree, tranche_duree
    from {{ ref('fait_personne_accompagnee') }}
    where rang = 1
),

accueils as (
    select distinct
        retenus.annee,
        retenus.antenne,
        retenus.site,
        retenus.personne_key,
        retenus.population,
        retenus.indicateur,
        retenus.module_enonce as module,
        premiers.prescripteur,
        premiers.entree,
        premiers.tranche_duree,
        retenus.sexe,
        retenus.tranche_age,
        retenus.ressources,
        retenus.emploi,
        retenus.situation_conjugale
    from retenus
    inner join premiers
        on retenus.annee = premiers.annee
        and retenus.antenne = premiers.antenne
        and retenus.personne_key = premiers.personne_key
),

caracteristiques as (
    select annee, antenne, site, personne_key, population, indicateur, module, 'prescripteur' as dimension, prescripteur as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'sexe' as dimension, sexe as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'age' as dimension, tranche_age as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'ressources' as dimension, ressources as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'situation_professionnelle' as dimension, emploi as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'situation_conjugale' as dimension, situation_conjugale as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'entree' as dimension, entree as modalite from accueils
    union all
    select annee, antenne, site, personne_key, population, indicateur, module, 'duree_accompagnement' as dimension, tranche_duree as modalite
    from accueils
    where population = 'personnes_en_cours'
),

sorties as (
    select annee, antenne, site, personne_key, motif, tranche_duree, cohorte_entree
    from {{ ref('fait_sortie') }}
    where personne_sortie
),

final as (
    select annee, antenne, site, personne_key, population, indicateur, module, dimension, modalite
    from caracteristiques
    union all
    select annee, antenne, site, personne_key, 'personnes_sorties' as population, 'sorties' as indicateur, cast(null as varchar) as module, 'motif_sortie' as dimension, motif as modalite
    from sorties
    union all
    select annee, antenne, site, personne_key, 'personnes_sorties' as population, 'sorties' as indicateur, cast(null as varchar) as module, 'duree_accompagnement' as dimension, tranche_duree as modalite
    from sorties
    union all
    select annee, antenne, site, personne_key, 'personnes_sorties' as population, 'sorties' as indicateur, cast(null as varchar) as module, 'cohorte_entree' as dimension, cohorte_entree as modalite
    from sorties
)

select distinct
    annee,
    antenne,
    site,
    personne_key,
    population,
    indicateur,
    module,
    dimension,
    coalesce(modalite, '_U') as modalite
from final
