with postes as (
    select
        annee,
        antenne,
        sens,
        case when grouping(compte) = 1 then '_T' else coalesce(substr(compte, 1, 2), '_U') end as compte,
        sum(montant_prevu) as prevu,
        sum(montant_realise) as realise,
        count(case when montant_prevu is null then 1 end) as prevus_inconnus,
        count(case when montant_realise is null then 1 end) as realises_inconnus
    from (select annee, antenne, sens, substr(compte, 1, 2) as compte, montant_prevu, montant_realise from {{ ref('budget') }}) as lignes
    group by grouping sets ((annee, antenne, sens, compte), (annee, antenne, sens))
),

-- A heading of which one amount is unknown has no sum: a part is not the whole.
connus as (
    select
        annee,
        antenne,
        coalesce(sens, '_U') as sens,
        compte,
        prevus_inconnus,
        realises_inconnus,
        case when prevus_inconnus = 0 then prevu end as prevu,
        case when realises_inconnus = 0 then realise end as realise
    from postes
)

select
    annee,
    antenne,
    sens,
    compte,
    case when prevu is null then 'prévu non énoncé' when realise is null then 'réalisé non énoncé' end as absence,
    cast(prevu as decimal(18, 4)) as prevu,
    cast(realise as decimal(18, 4)) as realise,
    cast(realise - prevu as decimal(18, 4)) as ecart,
    cast(cast((realise - prevu) * 100 as decimal(38, 4)) / nullif(prevu, 0) as decimal(18, 4)) as ecart_pour_cent,
    cast(prevus_inconnus as integer) as prevus_inconnus,
    cast(realises_inconnus as integer) as realises_inconnus
from connus
