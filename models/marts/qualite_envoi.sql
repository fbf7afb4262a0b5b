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
)

select
    annee,
    antenne,
    source,
    periode,
    fichiers,
    validation,
    lus,
    charges,
    a_corriger,
    case
        when premier_envoi is null or echeance is null then null
        when premier_envoi > echeance then cast(premier_envoi - echeance as integer)
        else 0
    end as jours_de_retard,
    true as recu,
    premier_envoi > echeance as en_retard,
    premier_envoi,
    dernier_envoi,
    echeance,
    validation_le
from {{ ref('envoi') }}
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
