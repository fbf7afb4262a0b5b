with annees as (
    select distinct annee
    from {{ ref('envoi') }}
),

muettes as (
    select annees.annee, antennes.code as antenne
    from annees
    cross join {{ ref('antenne') }} as antennes
    left join {{ ref('envoi') }} as envois on annees.annee = envois.annee and antennes.code = envois.antenne
    where envois.antenne is null
),

-- Nothing is late that the calendar does not ask for.
exiges as (
    select annee, source
    from {{ ref('calendrier_envoi') }}
    where obligatoire
)

select
    envois.annee,
    envois.antenne,
    envois.source,
    envois.periode,
    envois.fichiers,
    envois.validation,
    envois.lus,
    envois.charges,
    envois.a_corriger,
    case
        when exiges.source is null then 0
        when envois.premier_envoi is null or envois.echeance is null then null
        when envois.premier_envoi > envois.echeance then cast(envois.premier_envoi - envois.echeance as integer)
        else 0
    end as jours_de_retard,
    true as recu,
    case when exiges.source is null then false else envois.premier_envoi > envois.echeance end as en_retard,
    envois.premier_envoi,
    envois.dernier_envoi,
    case when exiges.source is not null then envois.echeance end as echeance,
    envois.validation_le
from {{ ref('envoi') }} as envois
left join exiges on envois.annee = exiges.annee and envois.source = exiges.source
union all
select
    annee,
    antenne,
    '' as source,
    cast(annee as varchar) as periode,
    '' as fichiers,
    'non_recu' as validation,
    cast(null as integer) as lus,
    cast(null as integer) as charges,
    cast(null as integer) as a_corriger,
    cast(null as integer) as jours_de_retard,
    false as recu,
    cast(null as boolean) as en_retard,
    cast(null as date) as premier_envoi,
    cast(null as date) as dernier_envoi,
    cast(null as date) as echeance,
    cast(null as date) as validation_le
from muettes
