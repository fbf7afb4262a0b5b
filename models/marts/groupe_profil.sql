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
        faits.sexe,
        faits.age,
        faits.tranche_age,
        faits.emploi,
        faits.ressources,
        faits.situation_conjugale,
        faits.prescripteur,
        faits.cadre_commun as cadre,
        faits.departement_residence as residence
    from {{ ref('fait_personne_accompagnee') }} as faits
    where faits.rang = 1
),

-- Only those of whom something is known are sought.
parents as (
    select
        annee,
        antenne,
        personne_key,
        case
            when enfants_moins_3 > 0 or enfants_3_6 > 0 or enfants_7_11 > 0 or enfants_12_17 > 0 then 'parent'
            else situation_parentale
        end as enfants
    from {{ ref('personne') }}
    where situation_parentale is not null
        or enfants_moins_3 > 0
        or enfants_3_6 > 0
        or enfants_7_11 > 0
        or enfants_12_17 > 0
),

-- Counted in the words of the antenne first: few groups are then put into the common ones.
comptes as (
    select
        annee,
        antenne,
        sexe,
        age,
        tranche_age,
        case
            when grouping(age) = 0 then 'age'
            when grouping(emploi) = 0 then 'emploi'
            when grouping(ressources) = 0 then 'ressources'
            when grouping(situation_conjugale) = 0 then 'situation_conjugale'
            when grouping(prescripteur) = 0 then 'prescripteur'
            when grouping(cadre) = 0 then 'cadre'
            when grouping(residence) = 0 then 'residence'
            else 'sexe'
        end as caracteristique,
        coalesce(emploi, ressources, situation_conjugale, prescripteur, cadre, residence) as modalite,
        count(*) as personnes
    from personnes
    group by grouping sets (
        (annee, antenne, sexe),
        (annee, antenne, sexe, age, tranche_age),
        (annee, antenne, sexe, emploi),
        (annee, antenne, sexe, ressources),
        (annee, antenne, sexe, situation_conjugale),
        (annee, antenne, sexe, prescripteur),
        (annee, antenne, sexe, cadre),
        (annee, antenne, sexe, residence)
    )
    union all
    select
        faits.annee,
        faits.antenne,
        faits.sexe,
        cast(null as integer) as age,
        cast(null as varchar) as tranche_age,
        'enfants' as caracteristique,
        parents.enfants as modalite,
        count(*) as personnes
    from {{ ref('fait_personne_accompagnee') }} as faits
    left join parents
        on faits.annee = parents.annee and faits.antenne = parents.antenne and faits.personne_key = parents.personne_key
    where faits.rang = 1
    group by faits.annee, faits.antenne, faits.sexe, parents.enfants
),

-- The code list that puts a characteristic's words into common ones; the others are common already.
listes as (
    select
        antenne,
        case when dimension = 'situation_professionnelle' then 'emploi' else dimension end as caracteristique,
        modalite,
        modalite_commune
    from {{ ref('modalite') }}
    where dimension in ('situation_professionnelle', 'ressources', 'situation_conjugale', 'prescripteur')
),

communs as (
    select
        comptes.annee,
        comptes.antenne,
        coalesce(antennes.departement, '_U') as departement,
        coalesce(comptes.sexe, '_U') as sexe,
        comptes.caracteristique,
        case comptes.caracteristique
            when 'sexe' then coalesce(comptes.sexe, '_U')
            when 'age' then coalesce(communes.code, declarees.tranche)
            when 'residence' then
                case
                    when comptes.modalite in ('inconnu', 'non_transmis', 'sans_objet') then null
                    when comptes.modalite = antennes.departement then 'departement_de_l_antenne'
                    when comptes.modalite = 'hors_zone' then 'hors_zone'
                    when comptes.modalite <> antennes.departement then 'autre_departement'
                end
            when 'cadre' then comptes.modalite
            when 'enfants' then comptes.modalite
            else listes.modalite_commune
        end as modalite,
        comptes.personnes
    from comptes
    left join {{ ref('antenne') }} as antennes on comptes.antenne = antennes.code
    left join {{ ref('tranche_commune') }} as communes on comptes.age between communes.age_min and communes.age_max
    left join declarees on comptes.antenne = declarees.antenne and comptes.tranche_age = declarees.code
    left join listes
        on comptes.antenne = listes.antenne
        and comptes.caracteristique = listes.caracteristique
        and comptes.modalite = listes.modalite
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
    from communs
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
