-- Few combinations stand for many lines: each list is read in few passes, and each field counted on what they give.
with personnes as (
    select
        annee,
        antenne,
        sexe,
        departement_residence,
        situation_parentale,
        suivi_spip,
        annee_naissance is not null as annee_naissance_connue,
        enfants_moins_3 is not null as enfants_moins_3_connue,
        enfants_3_6 is not null as enfants_3_6_connue,
        enfants_7_11 is not null as enfants_7_11_connue,
        enfants_12_17 is not null as enfants_12_17_connue,
        date_situation is not null as date_situation_connue,
        count(*) as lignes
    from {{ ref('personne') }}
    group by annee, antenne, sexe, departement_residence, situation_parentale, suivi_spip, annee_naissance is not null, enfants_moins_3 is not null, enfants_3_6 is not null, enfants_7_11 is not null, enfants_12_17 is not null, date_situation is not null
),

personnes_situees as (
    select
        annee,
        antenne,
        emploi,
        situation_conjugale,
        count(*) as lignes
    from {{ ref('personne') }}
    group by annee, antenne, emploi, situation_conjugale
),

personnes_agees as (
    select
        annee,
        antenne,
        tranche_age,
        ressources,
        count(*) as lignes
    from {{ ref('personne') }}
    group by annee, antenne, tranche_age, ressources
),

orientations as (
    select
        annee,
        antenne,
        site,
        module,
        tribunal,
        date_orientation is not null as date_orientation_connue,
        count(*) as lignes
    from {{ ref('orientation') }}
    group by annee, antenne, site, module, tribunal, date_orientation is not null
),

orientations_prescrites as (
    select
        annee,
        antenne,
        prescripteur,
        cadre,
        issue,
        count(*) as lignes
    from {{ ref('orientation') }}
    group by annee, antenne, prescripteur, cadre, issue
),

accompagnements as (
    select
        annee,
        antenne,
        site,
        module,
        entree,
        date_debut is not null as date_debut_connue,
        count(*) as lignes
    from {{ ref('accompagnement') }}
    group by annee, antenne, site, module, entree, date_debut is not null
),

accompagnements_prescrits as (
    select
        annee,
        antenne,
        prescripteur,
        cadre,
        count(*) as lignes
    from {{ ref('accompagnement') }}
    group by annee, antenne, prescripteur, cadre
),

-- A blank may be a column that the antenne does not keep, or a cell that nobody filled: both are empty.
valeurs as (
    select annee, antenne, 'personne' as entite, 'sexe' as champ, 'sexe' as dimension, sexe as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, sexe
    union all
    select annee, antenne, 'personne' as entite, 'annee_naissance' as champ, cast(null as varchar) as dimension, case when annee_naissance_connue then 'connu' end as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, annee_naissance_connue
    union all
    select annee, antenne, 'personne' as entite, 'tranche_age' as champ, 'age' as dimension, tranche_age as valeur, sum(lignes) as lignes
    from personnes_agees
    group by annee, antenne, tranche_age
    union all
    select annee, antenne, 'personne' as entite, 'departement_residence' as champ, cast(null as varchar) as dimension, departement_residence as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, departement_residence
    union all
    select annee, antenne, 'personne' as entite, 'ressources' as champ, 'ressources' as dimension, ressources as valeur, sum(lignes) as lignes
    from personnes_agees
    group by annee, antenne, ressources
    union all
    select annee, antenne, 'personne' as entite, 'emploi' as champ, 'situation_professionnelle' as dimension, emploi as valeur, sum(lignes) as lignes
    from personnes_situees
    group by annee, antenne, emploi
    union all
    select annee, antenne, 'personne' as entite, 'situation_conjugale' as champ, 'situation_conjugale' as dimension, situation_conjugale as valeur, sum(lignes) as lignes
    from personnes_situees
    group by annee, antenne, situation_conjugale
    union all
    select annee, antenne, 'personne' as entite, 'situation_parentale' as champ, cast(null as varchar) as dimension, situation_parentale as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, situation_parentale
    union all
    select annee, antenne, 'personne' as entite, 'enfants_moins_3' as champ, cast(null as varchar) as dimension, case when enfants_moins_3_connue then 'connu' end as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, enfants_moins_3_connue
    union all
    select annee, antenne, 'personne' as entite, 'enfants_3_6' as champ, cast(null as varchar) as dimension, case when enfants_3_6_connue then 'connu' end as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, enfants_3_6_connue
    union all
    select annee, antenne, 'personne' as entite, 'enfants_7_11' as champ, cast(null as varchar) as dimension, case when enfants_7_11_connue then 'connu' end as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, enfants_7_11_connue
    union all
    select annee, antenne, 'personne' as entite, 'enfants_12_17' as champ, cast(null as varchar) as dimension, case when enfants_12_17_connue then 'connu' end as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, enfants_12_17_connue
    union all
    select annee, antenne, 'personne' as entite, 'suivi_spip' as champ, cast(null as varchar) as dimension, suivi_spip as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, suivi_spip
    union all
    select annee, antenne, 'personne' as entite, 'date_situation' as champ, cast(null as varchar) as dimension, case when date_situation_connue then 'connu' end as valeur, sum(lignes) as lignes
    from personnes
    group by annee, antenne, date_situation_connue
    union all
    select annee, antenne, 'orientation' as entite, 'site' as champ, cast(null as varchar) as dimension, site as valeur, sum(lignes) as lignes
    from orientations
    group by annee, antenne, site
    union all
    select annee, antenne, 'orientation' as entite, 'module' as champ, cast(null as varchar) as dimension, module as valeur, sum(lignes) as lignes
    from orientations
    group by annee, antenne, module
    union all
    select annee, antenne, 'orientation' as entite, 'prescripteur' as champ, 'prescripteur' as dimension, prescripteur as valeur, sum(lignes) as lignes
    from orientations_prescrites
    group by annee, antenne, prescripteur
    union all
    select annee, antenne, 'orientation' as entite, 'cadre' as champ, 'cadre' as dimension, cadre as valeur, sum(lignes) as lignes
    from orientations_prescrites
    group by annee, antenne, cadre
    union all
    select annee, antenne, 'orientation' as entite, 'tribunal' as champ, cast(null as varchar) as dimension, tribunal as valeur, sum(lignes) as lignes
    from orientations
    group by annee, antenne, tribunal
    union all
    select annee, antenne, 'orientation' as entite, 'date_orientation' as champ, cast(null as varchar) as dimension, case when date_orientation_connue then 'connu' end as valeur, sum(lignes) as lignes
    from orientations
    group by annee, antenne, date_orientation_connue
    union all
    select annee, antenne, 'orientation' as entite, 'issue' as champ, cast(null as varchar) as dimension, issue as valeur, sum(lignes) as lignes
    from orientations_prescrites
    group by annee, antenne, issue
    union all
    select annee, antenne, 'accompagnement' as entite, 'site' as champ, cast(null as varchar) as dimension, site as valeur, sum(lignes) as lignes
    from accompagnements
    group by annee, antenne, site
    union all
    select annee, antenne, 'accompagnement' as entite, 'module' as champ, cast(null as varchar) as dimension, module as valeur, sum(lignes) as lignes
    from accompagnements
    group by annee, antenne, module
    union all
    select annee, antenne, 'accompagnement' as entite, 'prescripteur' as champ, 'prescripteur' as dimension, prescripteur as valeur, sum(lignes) as lignes
    from accompagnements_prescrits
    group by annee, antenne, prescripteur
    union all
    select annee, antenne, 'accompagnement' as entite, 'cadre' as champ, 'cadre' as dimension, cadre as valeur, sum(lignes) as lignes
    from accompagnements_prescrits
    group by annee, antenne, cadre
    union all
    select annee, antenne, 'accompagnement' as entite, 'entree' as champ, 'entree' as dimension, entree as valeur, sum(lignes) as lignes
    from accompagnements
    group by annee, antenne, entree
    union all
    select annee, antenne, 'accompagnement' as entite, 'date_debut' as champ, cast(null as varchar) as dimension, case when date_debut_connue then 'connu' end as valeur, sum(lignes) as lignes
    from accompagnements
    group by annee, antenne, date_debut_connue
    union all
    select annee, antenne, 'sortie' as entite, 'module' as champ, cast(null as varchar) as dimension, module as valeur, count(*) as lignes
    from {{ ref('sortie') }}
    group by annee, antenne, module
    union all
    select annee, antenne, 'sortie' as entite, 'motif' as champ, 'motif_sortie' as dimension, motif as valeur, count(*) as lignes
    from {{ ref('sortie') }}
    group by annee, antenne, motif
    union all
    select annee, antenne, 'sortie_hebergement' as entite, 'destination' as champ, 'destination' as dimension, destination as valeur, count(*) as lignes
    from {{ ref('sortie') }}
    where module = 'hebergement'
    group by annee, antenne, destination
    union all
    select annee, antenne, 'attente' as entite, 'module' as champ, cast(null as varchar) as dimension, module as valeur, count(*) as lignes
    from {{ ref('attente') }}
    group by annee, antenne, module
    union all
    select annee, antenne, 'attente' as entite, 'date_debut' as champ, cast(null as varchar) as dimension, case when date_debut is not null then 'connu' end as valeur, count(*) as lignes
    from {{ ref('attente') }}
    group by annee, antenne, date_debut is not null
    union all
    select annee, antenne, 'attente_finie' as entite, 'motif_fin' as champ, cast(null as varchar) as dimension, motif_fin as valeur, count(*) as lignes
    from {{ ref('attente') }}
    where date_fin is not null
    group by annee, antenne, motif_fin
    union all
    select annee, antenne, 'participation' as entite, 'seance' as champ, cast(null as varchar) as dimension, seance as valeur, count(*) as lignes
    from {{ ref('participation') }}
    group by annee, antenne, seance
    union all
    select annee, antenne, 'participation' as entite, 'presence' as champ, cast(null as varchar) as dimension, presence as valeur, count(*) as lignes
    from {{ ref('participation') }}
    group by annee, antenne, presence
    union all
    select annee, antenne, 'seance' as entite, 'date_seance' as champ, cast(null as varchar) as dimension, case when date_seance is not null then 'connu' end as valeur, count(*) as lignes
    from {{ ref('seance') }}
    group by annee, antenne, date_seance is not null
    union all
    select annee, antenne, 'seance' as entite, 'duree_heures' as champ, cast(null as varchar) as dimension, case when duree_heures is not null then 'connu' end as valeur, count(*) as lignes
    from {{ ref('seance') }}
    group by annee, antenne, duree_heures is not null
    union all
    select annee, antenne, 'seance' as entite, 'capacite' as champ, cast(null as varchar) as dimension, case when capacite is not null then 'connu' end as valeur, count(*) as lignes
    from {{ ref('seance') }}
    group by annee, antenne, capacite is not null
    union all
    select annee, antenne, 'entretien' as entite, 'type_entretien' as champ, cast(null as varchar) as dimension, type_entretien as valeur, count(*) as lignes
    from {{ ref('entretien') }}
    group by annee, antenne, type_entretien
    union all
    select annee, antenne, 'entretien' as entite, 'tenue' as champ, cast(null as varchar) as dimension, tenue as valeur, count(*) as lignes
    from {{ ref('entretien') }}
    group by annee, antenne, tenue
    union all
    select annee, antenne, 'entretien' as entite, 'date_entretien' as champ, cast(null as varchar) as dimension, case when date_entretien is not null then 'connu' end as valeur, count(*) as lignes
    from {{ ref('entretien') }}
    group by annee, antenne, date_entretien is not null
    union all
    select annee, antenne, 'sejour' as entite, 'logement' as champ, cast(null as varchar) as dimension, logement as valeur, count(*) as lignes
    from {{ ref('sejour') }}
    group by annee, antenne, logement
    union all
    select annee, antenne, 'sejour' as entite, 'type_place' as champ, cast(null as varchar) as dimension, type_place as valeur, count(*) as lignes
    from {{ ref('sejour') }}
    group by annee, antenne, type_place
    union all
    select annee, antenne, 'sejour' as entite, 'date_entree' as champ, cast(null as varchar) as dimension, case when date_entree is not null then 'connu' end as valeur, count(*) as lignes
    from {{ ref('sejour') }}
    group by annee, antenne, date_entree is not null
),

lues as (
    select
        valeurs.annee,
        valeurs.antenne,
        valeurs.entite,
        valeurs.champ,
        valeurs.lignes,
        case
            when valeurs.valeur is null then 'vide'
            when valeurs.valeur in ('inconnu', 'non_transmis', 'sans_objet') then valeurs.valeur
            -- The antenne's own list may have a word of its own for what is not known.
            when modalites.modalite_commune in ('_U', 'inconnu') then 'inconnu'
            when modalites.modalite_commune in ('non_transmis', 'sans_objet') then modalites.modalite_commune
            else 'connu'
        end as etat
    from valeurs
    left join {{ ref('modalite') }} as modalites
        on valeurs.antenne = modalites.antenne
        and valeurs.dimension = modalites.dimension
        and valeurs.valeur = modalites.modalite
),

sommes as (
    select
        annee,
        antenne,
        entite,
        champ,
        sum(lignes) as lignes,
        sum(case when etat = 'connu' then lignes else 0 end) as connus,
        sum(case when etat = 'inconnu' then lignes else 0 end) as inconnus,
        sum(case when etat = 'non_transmis' then lignes else 0 end) as non_transmis,
        sum(case when etat = 'sans_objet' then lignes else 0 end) as sans_objet,
        sum(case when etat = 'vide' then lignes else 0 end) as vides
    from lues
    group by annee, antenne, entite, champ
)

select
    annee,
    antenne,
    entite,
    champ,
    'lignes où le champ a un objet' as base_libelle,
    cast(lignes as integer) as lignes,
    cast(connus as integer) as connus,
    cast(inconnus as integer) as inconnus,
    cast(non_transmis as integer) as non_transmis,
    cast(sans_objet as integer) as sans_objet,
    cast(vides as integer) as vides,
    cast(lignes - sans_objet as integer) as base_valeur,
    cast(cast(connus * 100 as decimal(38, 4)) / nullif(lignes - sans_objet, 0) as decimal(18, 4)) as part_connue,
    vides = lignes as jamais_rempli
from sommes
