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

territoires as (
    select
        couvertures.annee,
        couvertures.departement,
        couvertures.habitants,
        couvertures.population_source,
        couvertures.victimes,
        couvertures.victimes_source
    from {{ ref('couverture') }} as couvertures
    inner join (select distinct annee, departement from antennes_annees) as lieux
        on couvertures.annee = lieux.annee and couvertures.departement = lieux.departement
    where couvertures.lecture = 'accompagnement'
),

besoins as (
    select
        annee,
        'population' as entree,
        departement,
        '_T' as antenne,
        cast(habitants as decimal(18, 4)) as valeur,
        cast(null as varchar) as absence,
        'habitants' as mot,
        'population municipale' as formule,
        'declare' as provenance,
        population_source as source
    from territoires
    where habitants is not null
    union all
    select
        annee,
        'victimes_enregistrees' as entree,
        departement,
        '_T' as antenne,
        cast(victimes as decimal(18, 4)) as valeur,
        cast(null as varchar) as absence,
        'victimes enregistrées' as mot,
        'victimes enregistrées du département' as formule,
        'declare' as provenance,
        victimes_source as source
    from territoires
    where victimes is not null
),

-- The other units in which the activity may be counted: as declared, else counted on the antenne's rows.
unites as (
    select
        annee,
        antenne,
        'orientations' as entree,
        valeur,
        libelle as mot,
        case when provenance = 'declare' then 'chiffre déclaré' else 'compté sur les lignes de l’antenne' end as formule,
        provenance,
        source,
        case when provenance = 'declare' then 1 else 2 end as rang
    from {{ ref('activite') }}
    where indicateur = 'orientations' and site = '_T' and module = '_T' and valeur is not null
    union all
    select
        annee,
        antenne,
        'personnes_rencontrees' as entree,
        valeur,
        libelle as mot,
        case when provenance = 'declare' then 'chiffre déclaré' else 'compté sur les lignes de l’antenne' end as formule,
        provenance,
        source,
        case when provenance = 'declare' then 1 else 2 end as rang
    from {{ ref('activite') }}
    where indicateur = 'personnes_rencontrees' and site = '_T' and module = '_T' and valeur is not null
    union all
    select
        parts.annee,
        parts.antenne,
        'accompagnements' as entree,
        parts.accompagnements as valeur,
        'personnes de chaque module, additionnées' as mot,
        'doublons compris ; sans eux : ' || parts.formule as formule,
        'declare' as provenance,
        parts.source,
        1 as rang
    from {{ ref('personnes_accompagnees') }} as parts
    where parts.accompagnements <> parts.valeur
    union all
    select
        comptes.annee,
        comptes.antenne,
        'accompagnements' as entree,
        comptes.valeur,
        'accompagnements' as mot,
        'une personne et un module, comptés sur les lignes de l’antenne' as formule,
        'calcule' as provenance,
        lignes.source,
        2 as rang
    from (
        select annee, antenne, cast(count(*) as decimal(18, 4)) as valeur
        from {{ ref('fait_personne_accompagnee') }}
        group by annee, antenne
    ) as comptes
    inner join {{ ref('activite') }} as lignes
        on comptes.annee = lignes.annee
        and comptes.antenne = lignes.antenne
        and lignes.indicateur = 'personnes_accompagnees'
        and lignes.site = '_T'
        and lignes.module = '_T'
        and lignes.provenance = 'calcule'
),

-- Declared wins over counted; of two declarations the first place stands, and the check of repetitions tells the other.
unites_retenues as (
    select *
    from (
        select
            unites.*,
            row_number() over (
                partition by unites.annee, unites.antenne, unites.entree
                order by unites.rang nulls last, unites.source nulls last
            ) as ordre
        from unites
    ) as rangees
    where ordre = 1
),

autres_unites as (
    select
        antennes_annees.annee,
        entrees.entree,
        antennes_annees.departement,
        antennes_annees.antenne,
        cast(unites_retenues.valeur as decimal(18, 4)) as valeur,
        case when unites_retenues.valeur is null then 'non_transmis' end as absence,
        coalesce(unites_retenues.mot, entrees.mot) as mot,
        coalesce(unites_retenues.formule, '') as formule,
        coalesce(unites_retenues.provenance, 'declare') as provenance,
        coalesce(unites_retenues.source, '') as source
    from antennes_annees
    cross join (
        select 'orientations' as entree, 'orientations' as mot
        union all
        select 'accompagnements' as entree, 'accompagnements' as mot
        union all
        select 'personnes_rencontrees' as entree, 'personnes rencontrées' as mot
        union all
        select 'heures' as entree, 'heures' as mot
    ) as entrees
    left join unites_retenues
        on antennes_annees.annee = unites_retenues.annee
        and antennes_annees.antenne = unites_retenues.antenne
        and entrees.entree = unites_retenues.entree
),

-- The year that the data tell is the year before the budget's: what the centre granted each antenne then.
accordes as (
    select annee, antenne, sum(accorde) as valeur, string_agg(source_ref, ' ; ' order by source_ref nulls last) as source
    from {{ ref('finance_convention') }}
    where financeur = 'cpca'
    group by annee, antenne
),

montants as (
    select
        antennes_annees.annee,
        'montant_n1' as entree,
        antennes_annees.departement,
        antennes_annees.antenne,
        cast(accordes.valeur as decimal(18, 4)) as valeur,
        case when accordes.antenne is null then 'sans_objet' when accordes.valeur is null then 'inconnu' end as absence,
        'montant accordé par la convention avec le CPCA' as mot,
        case when accordes.antenne is null then 'aucune convention avec le CPCA cette année-là' else '' end as formule,
        'declare' as provenance,
        coalesce(accordes.source, '') as source
    from antennes_annees
    inner join (select distinct annee from accordes) as annees on antennes_annees.annee = annees.annee
    left join accordes on antennes_annees.annee = accordes.annee and antennes_annees.antenne = accordes.antenne
),

final as (
    select * from personnes
    union all
    select * from actions
    union all
    select * from besoins
    union all
    select * from autres_unites
    union all
    select * from montants
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
