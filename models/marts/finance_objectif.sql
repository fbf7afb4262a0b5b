with realises as (
    select annee, antenne, coalesce(module, '_T') as module, indicateur, 'compté sur les lignes' as moyen, max(valeur) as valeur
    from {{ ref('volume_compte') }}
    -- Courses and sessions of groups add up to nothing that an objective names.
    where site is null and (unite <> 'stage' or module is not null)
    group by annee, antenne, coalesce(module, '_T'), indicateur
    union all
    select annee, antenne, coalesce(module, '_T') as module, 'stages' as indicateur, 'compté sur les lignes' as moyen, max(valeur) as valeur
    from {{ ref('volume_compte') }}
    where site is null and unite = 'stage'
    group by annee, antenne, coalesce(module, '_T')
    union all
    select
        annee,
        antenne,
        case when tous_les_modules then '_T' else coalesce(module, '_U') end as module,
        'personnes_accompagnees' as indicateur,
        'personnes distinctes, sur les lignes' as moyen,
        personnes as valeur
    from {{ ref('file_active') }}
    where tous_les_sites and antenne <> 'CPCA'
    union all
    select annee, antenne, 'hebergement' as module, 'taux_occupation' as indicateur, 'nuits dans les places énoncées pour 100 jours-places' as moyen, taux_occupation as valeur
    from {{ ref('hebergement') }}
    where site = '_T' and type_place = '_T' and taux_occupation is not null
    union all
    select annee, antenne, '_T' as module, 'sessions_formation' as indicateur, 'formations au calendrier des événements' as moyen, count(*) as valeur
    from {{ ref('evenement') }}
    where type_evenement = 'formation'
    group by annee, antenne
),

comparees as (
    select
        objectifs.source_ref,
        objectifs.annee,
        objectifs.convention,
        objectifs.antenne,
        objectifs.departement,
        objectifs.module,
        objectifs.indicateur,
        objectifs.unite,
        realises.moyen,
        objectifs.cible,
        cast(realises.valeur as decimal(18, 4)) as realise
    from {{ ref('objectif') }} as objectifs
    left join realises
        on objectifs.annee = realises.annee
        and objectifs.antenne = realises.antenne
        and objectifs.indicateur = realises.indicateur
        and coalesce(objectifs.module, '_T') = realises.module
)

select
    source_ref,
    annee,
    convention,
    antenne,
    departement,
    module,
    indicateur,
    unite,
    coalesce(moyen, '') as moyen,
    case when cible is null then 'cible non énoncée' when realise is null then 'aucune ligne ne donne ce chiffre' end as absence,
    cible,
    realise,
    realise - cible as ecart,
    cast(cast(realise * 100 as decimal(38, 4)) / nullif(cible, 0) as decimal(18, 4)) as part_atteinte
from comparees
