-- The bands that common ones are widened to: a declared band that straddles common ones may lie in one of these.
with larges as (
    select
        regroupements.code_large as code,
        min(communes.age_min) as age_min,
        max(communes.age_max) as age_max
    from {{ ref('regroupement') }} as regroupements
    inner join {{ ref('tranche_commune') }} as communes on regroupements.code = communes.code
    where regroupements.caracteristique = 'age' and regroupements.niveau = 1
    group by regroupements.code_large
),

declarees as (
    select
        tranches.antenne,
        tranches.code,
        coalesce(tranches.tranche_commune, larges.code || '_sans_detail') as tranche
    from {{ ref('tranche_age') }} as tranches
    left join larges on tranches.age_min >= larges.age_min and tranches.age_max <= larges.age_max
),

-- One line per person: what belongs to an accompaniment (who sent, in which setting) is that of the first one of the year.
personnes as (
    select
        faits.annee,
        faits.antenne,
        coalesce(antennes.departement, '_U') as departement,
        coalesce(faits.sexe, '_U') as sexe,
        coalesce(communes.code, declarees.tranche) as age,
        emplois.modalite_commune as emploi,
        ressources.modalite_commune as ressources,
        situations.modalite_commune as situation_conjugale,
        prescripteurs.modalite_commune as prescripteur,
        faits.cadre_commun as cadre,
        case
            when faits.departement_residence in ('inconnu', 'non_transmis', 'sans_objet') then null
            when faits.departement_residence = antennes.departement then 'departement_de_l_antenne'
            when faits.departement_residence = 'hors_zone' then 'hors_zone'
            when faits.departement_residence <> antennes.departement then 'autre_departement'
        end as residence,
        case
            when profils.enfants_moins_3 > 0 or profils.enfants_3_6 > 0 or profils.enfants_7_11 > 0 or profils.enfants_12_17 > 0 then 'parent'
            else profils.situation_parentale
        end as enfants
    from {{ ref('fait_personne_accompagnee') }} as faits
    left join {{ ref('personne') }} as profils
        on faits.annee = profils.annee and faits.antenne = profils.antenne and faits.personne_key = profils.personne_key
    left join {{ ref('antenne') }} as antennes on faits.antenne = antennes.code
    left join {{ ref('tranche_commune') }} as communes on faits.age between communes.age_min and communes.age_max
    left join declarees on faits.antenne = declarees.antenne and faits.tranche_age = declarees.code
    left join {{ ref('modalite') }} as emplois
        on faits.antenne = emplois.antenne and emplois.dimension = 'situation_professionnelle' and faits.emploi = emplois.modalite
    left join {{ ref('modalite') }} as ressources
        on faits.antenne = ressources.antenne and ressources.dimension = 'ressources' and faits.ressources = ressources.modalite
    left join {{ ref('modalite') }} as situations
        on faits.antenne = situations.antenne and situations.dimension = 'situation_conjugale' and faits.situation_conjugale = situations.modalite
    left join {{ ref('modalite') }} as prescripteurs
        on faits.antenne = prescripteurs.antenne and prescripteurs.dimension = 'prescripteur' and faits.prescripteur = prescripteurs.modalite
    where faits.rang = 1
),

comptes as (
    select
        annee,
        antenne,
        departement,
        sexe,
        case
            when grouping(age) = 0 then 'age'
            when grouping(emploi) = 0 then 'emploi'
            when grouping(ressources) = 0 then 'ressources'
            when grouping(situation_conjugale) = 0 then 'situation_conjugale'
            when grouping(prescripteur) = 0 then 'prescripteur'
            when grouping(cadre) = 0 then 'cadre'
            when grouping(residence) = 0 then 'residence'
            when grouping(enfants) = 0 then 'enfants'
            else 'sexe'
        end as caracteristique,
        case
            when grouping(age) = 0 then age
            when grouping(emploi) = 0 then emploi
            when grouping(ressources) = 0 then ressources
            when grouping(situation_conjugale) = 0 then situation_conjugale
            when grouping(prescripteur) = 0 then prescripteur
            when grouping(cadre) = 0 then cadre
            when grouping(residence) = 0 then residence
            when grouping(enfants) = 0 then enfants
            else sexe
        end as modalite,
        count(*) as personnes
    from personnes
    group by grouping sets (
        (annee, antenne, departement, sexe),
        (annee, antenne, departement, sexe, age),
        (annee, antenne, departement, sexe, emploi),
        (annee, antenne, departement, sexe, ressources),
        (annee, antenne, departement, sexe, situation_conjugale),
        (annee, antenne, departement, sexe, prescripteur),
        (annee, antenne, departement, sexe, cadre),
        (annee, antenne, departement, sexe, residence),
        (annee, antenne, departement, sexe, enfants)
    )
),

-- Why a value is missing is told by the marts of quality: here all that is not known is one code.
lus as (
    select
        annee,
        antenne,
        departement,
        case when sexe in ('inconnu', 'non_transmis', 'sans_objet') then '_U' else sexe end as sexe,
        caracteristique,
        case when modalite is null or modalite in ('inconnu', 'non_transmis', 'sans_objet') then '_U' else modalite end as modalite,
        personnes
    from comptes
),

sommes as (
    select annee, antenne, departement, sexe, caracteristique, modalite, sum(personnes) as personnes
    from lus
    group by annee, antenne, departement, sexe, caracteristique, modalite
),

-- What is known of nobody was not sent: it has no line, which is not the same as a line of unknowns.
connues as (
    select
        sommes.*,
        max(case when modalite <> '_U' then 1 else 0 end) over (partition by annee, antenne, caracteristique) as transmise
    from sommes
)

select
    annee,
    antenne,
    departement,
    sexe,
    caracteristique,
    modalite,
    cast(personnes as integer) as personnes
from connues
where transmise = 1
