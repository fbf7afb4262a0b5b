with annees as (
    select distinct annee
    from {{ ref('envoi') }}
),

-- No clock: what is late is so on the day of the last loading.
arret as (
    select cast(max(charge_le) as date) as arrete_le
    from {{ ref('stg_envoi') }}
),

attendus as (
    select
        annees.annee,
        attendus.source,
        attendus.antenne,
        attendus.obligatoire
    from annees
    inner join {{ ref('stg_envoi_attendu') }} as attendus on annees.annee between attendus.annee_du and attendus.annee_au
),

recus as (
    select
        annee,
        source,
        min(antenne) as antenne,
        min(premier_envoi) as recu_le,
        max(validation_le) as avis_le,
        sum(a_corriger) as a_corriger,
        count(*) as envois,
        count(case when validation = 'valide' then 1 end) as valides,
        count(case when validation = 'conteste' then 1 end) as contestes,
        string_agg(fichiers, ' ; ' order by periode nulls last) as fichiers
    from {{ ref('envoi') }}
    group by annee, source
),

-- What came without being expected is told too: history, or an envoi that nobody asked for.
lignes as (
    select annee, source from attendus
    union
    select annee, source from recus
)

select
    lignes.annee,
    coalesce(attendus.antenne, recus.antenne) as antenne,
    lignes.source,
    coalesce(noms.libelle, lignes.source) as libelle,
    coalesce(attendus.obligatoire, false) as obligatoire,
    case
        when attendus.source is not null
            then cast(cast(lignes.annee + 1 as varchar) || '-' || echeances.mois || '-' || echeances.jour as date)
    end as echeance,
    recus.recu_le,
    case when recus.valides = recus.envois or recus.contestes > 0 then recus.avis_le end as avis_le,
    cast(recus.a_corriger as integer) as a_corriger,
    case
        when recus.source is null and not attendus.obligatoire then 'facultatif'
        when
            recus.source is null
            and arret.arrete_le > cast(cast(lignes.annee + 1 as varchar) || '-' || echeances.mois || '-' || echeances.jour as date)
            then 'en_retard'
        when recus.source is null then 'attendu'
        when recus.contestes > 0 then 'conteste'
        when recus.valides = recus.envois then 'valide'
        when
            attendus.obligatoire
            and recus.recu_le > cast(cast(lignes.annee + 1 as varchar) || '-' || echeances.mois || '-' || echeances.jour as date)
            then 'recu_en_retard'
        else 'recu'
    end as etat,
    arret.arrete_le,
    coalesce(recus.fichiers, '') as fichiers
from lignes
cross join arret
left join attendus on lignes.annee = attendus.annee and lignes.source = attendus.source
left join recus on lignes.annee = recus.annee and lignes.source = recus.source
left join {{ ref('stg_envoi_attendu') }} as noms on lignes.source = noms.source
left join {{ ref('stg_echeance_envoi') }} as echeances on lignes.annee between echeances.annee_du and echeances.annee_au
