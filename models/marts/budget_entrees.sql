with antennes_annees as (
    select
        annees.annee,
        antennes.code as antenne,
        antennes.departement
    from (select distinct annee from {{ ref('personnes_accompagnees') }}) as annees
    cross join {{ ref('antenne') }} as antennes
),

declarees as (
    select
        annee,
        antenne,
        valeur,
        accompagnements,
        mot,
        formule,
        source
    from {{ ref('personnes_accompagnees') }}
),

regional as (
    select annee, max(valeur) as valeur, min(source) as source
    from {{ ref('chiffres_cles') }}
    where bloc = 'prises_en_charge' and modalite = '_T'
    group by annee
),

-- What the region declares beyond the antennes' own words, APEX in accompaniments as the region adds them up.
difference as (
    select
        regional.annee,
        regional.source,
        regional.valeur - sum(declarees.accompagnements) as valeur,
        cast(cast(regional.valeur as integer) as varchar)
        || string_agg(' − ' || cast(cast(declarees.accompagnements as integer) as varchar), '' order by declarees.accompagnements desc nulls last) as formule
    from regional
    inner join declarees on regional.annee = declarees.annee
    group by regional.annee, regional.valeur, regional.source
),

absentes as (
    select
        antennes_annees.annee,
        antennes_annees.antenne,
        antennes_annees.departement,
        count(*) over (partition by antennes_annees.annee) as nombre
    from antennes_annees
    left join declarees on antennes_annees.annee = declarees.annee and antennes_annees.antenne = declarees.antenne
    where declarees.antenne is null
),

personnes as (
    select
        declarees.annee,
        'personnes_accompagnees' as entree,
        antennes_annees.departement,
        declarees.antenne,
        declarees.valeur,
        cast(null as varchar) as absence,
        declarees.mot,
        declarees.formule,
        'declare' as provenance,
        declarees.source
    from declarees
    inner join antennes_annees on declarees.annee = antennes_annees.annee and declarees.antenne = antennes_annees.antenne
    union all
    select
        absentes.annee,
        'personnes_accompagnees' as entree,
        absentes.departement,
        absentes.antenne,
        case when absentes.nombre = 1 and difference.valeur > 0 then difference.valeur end as valeur,
        case when absentes.nombre = 1 and difference.valeur > 0 then null else 'non_disponible' end as absence,
        case
            when absentes.nombre = 1 and difference.valeur > 0
                then 'Scénario : personnes accompagnées, par différence avec le total régional'
            else 'personnes accompagnées'
        end as mot,
        case
            when absentes.nombre = 1 and difference.valeur > 0
                then 'Imputation et non une déclaration ; une antenne qui ne donne pas de total y compte par ses accompagnements : ' || difference.formule
            else ''
        end as formule,
        case when absentes.nombre = 1 and difference.valeur > 0 then 'imputation' else 'declare' end as provenance,
        coalesce(difference.source, '') as source
    from absentes
    left join difference on absentes.annee = difference.annee
),

actions as (
    select
        annee,
        'actions_en_place' as entree,
        departement,
        '_T' as antenne,
        cast(sum(valeur) as decimal(18, 4)) as valeur,
        cast(null as varchar) as absence,
        'actions de référence en place' as mot,
        'nombre d’actions en place sur ' || cast(count(*) as varchar) as formule,
        'declare' as provenance,
        string_agg(source, ' ; ' order by source nulls last) filter (where valeur = 1) as source
    from {{ ref('offre') }}
    group by annee, departement
),

final as (
    select * from personnes
    union all
    select * from actions
)

select
    annee,
    entree,
    departement,
    antenne,
    valeur,
    absence,
    mot,
    formule,
    provenance,
    source,
    cast(case when entree = 'personnes_accompagnees' then valeur end as decimal(18, 4)) as contributeurs
from final
