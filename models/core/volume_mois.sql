with lignes_de_seance as (
    select distinct annee, antenne, site, module, seance
    from {{ ref('participation') }}
    where seance is not null
),

-- A night belongs to the month of its evening.
nuits as (
    select
        sejours.annee,
        sejours.antenne,
        mois.numero as mois,
        case when sejours.date_entree > premiers.jour then sejours.date_entree else premiers.jour end as nuits_du,
        case
            when sejours.date_sortie is not null and sejours.date_sortie <= {{ last_day('premiers.jour') }} then sejours.date_sortie
            else cast({{ last_day('premiers.jour') }} + interval '1' day as date)
        end as nuits_jusqu_au
    from {{ ref('sejour') }} as sejours
    cross join {{ ref('mois') }} as mois
    inner join (
        select annees.annee, mois.numero, cast(cast(annees.annee as varchar) || '-' || lpad(cast(mois.numero as varchar), 2, '0') || '-01' as date) as jour
        from (select distinct annee from {{ ref('sejour') }}) as annees
        cross join {{ ref('mois') }} as mois
    ) as premiers
        on sejours.annee = premiers.annee and mois.numero = premiers.numero
),

-- What no date of its year places in a month keeps its year, and is counted apart.
evenements as (
    select annee, antenne, 'orientations' as indicateur, cast(extract(month from date_orientation) as integer) as mois, 1 as valeur
    from {{ ref('orientation') }}
    where date_orientation is null or {{ year('date_orientation') }} = annee
    union all
    select annee, antenne, 'entrees' as indicateur, cast(extract(month from date_debut) as integer) as mois, 1 as valeur
    from {{ ref('accompagnement') }}
    where date_debut is null or {{ year('date_debut') }} = annee
    union all
    select annee, antenne, 'sorties' as indicateur, cast(extract(month from date_sortie) as integer) as mois, 1 as valeur
    from {{ ref('sortie') }}
    union all
    select annee, antenne, 'participations' as indicateur, case when {{ year('date_seance') }} = annee then cast(extract(month from date_seance) as integer) end as mois, 1 as valeur
    from {{ ref('participation') }}
    where presence = 'present'
    union all
    select seances.annee, seances.antenne, 'participations' as indicateur, case when {{ year('seances.date_seance') }} = seances.annee then cast(extract(month from seances.date_seance) as integer) end as mois, seances.presents as valeur
    from {{ ref('seance') }} as seances
    left join lignes_de_seance
        on seances.annee = lignes_de_seance.annee
        and seances.antenne = lignes_de_seance.antenne
        and seances.site is not distinct from lignes_de_seance.site
        and seances.module is not distinct from lignes_de_seance.module
        and seances.seance = lignes_de_seance.seance
    where seances.presents is not null and lignes_de_seance.seance is null
    union all
    select annee, antenne, 'nuitees' as indicateur, mois, cast(nuits_jusqu_au - nuits_du as integer) as valeur
    from nuits
    where nuits_jusqu_au > nuits_du
)

select
    annee,
    antenne,
    indicateur,
    mois,
    cast(sum(valeur) as integer) as valeur
from evenements
group by annee, antenne, indicateur, mois
