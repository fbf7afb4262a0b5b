-- The cost of an action is what was spent on it, contributions in kind left out; a budget of all actions is of none of them.
with depenses as (
    select
        annee,
        antenne,
        coalesce(module, 'toutes') as module,
        sum(montant_realise) as depense,
        count(case when montant_realise is null then 1 end) as inconnues
    from {{ ref('budget') }}
    where sens = 'charge' and compte not like '86%'
    group by annee, antenne, coalesce(module, 'toutes')
),

accordes as (
    select
        annee,
        antenne,
        coalesce(module, 'toutes') as module,
        coalesce(financeur, '_U') as financeur,
        sum(montant_accorde) as accorde,
        count(case when montant_accorde is null then 1 end) as inconnus
    from {{ ref('financement') }}
    group by annee, antenne, coalesce(module, 'toutes'), coalesce(financeur, '_U')
),

totaux as (
    select annee, antenne, module, sum(accorde) as accorde, sum(inconnus) as inconnus
    from accordes
    group by annee, antenne, module
),

actions as (
    select annee, antenne, module from depenses
    union
    select annee, antenne, module from totaux
),

financeurs as (
    select annee, antenne, module, financeur, accorde, inconnus from accordes
    union all
    select annee, antenne, module, '_T' as financeur, cast(null as decimal(38, 4)) as accorde, 0 as inconnus from actions
),

unites as (
    select 'personne' as unite
    union all
    select 'heure' as unite
    union all
    select 'nuitee' as unite
),

volumes as (
    select annee, antenne, module, 'personne' as unite, personnes as volume
    from {{ ref('file_active') }}
    where module is not null and tous_les_sites
    union all
    select annee, antenne, 'toutes' as module, 'personne' as unite, personnes as volume
    from {{ ref('file_active') }}
    where tous_les_modules and antenne <> 'CPCA'
    union all
    select annee, antenne, 'stage_responsabilisation' as module, 'heure' as unite, heures as volume
    from {{ ref('stages_annee') }}
    where site = '_T' and stages_sans_duree = 0
    union all
    select annee, antenne, module, 'heure' as unite, heures as volume
    from {{ ref('groupes') }}
    where site = '_T' and seances_sans_duree = 0
    union all
    select annee, antenne, 'hebergement' as module, 'nuitee' as unite, nuitees as volume
    from {{ ref('hebergement') }}
    where site = '_T' and type_place = '_T' and antenne <> 'CPCA'
),

reunis as (
    select
        financeurs.annee,
        financeurs.antenne,
        financeurs.module,
        unites.unite,
        financeurs.financeur,
        case when depenses.inconnues = 0 then depenses.depense end as depense,
        depenses.antenne is not null as budget_transmis,
        volumes.volume,
        totaux.inconnus as montants_inconnus,
        totaux.accorde as total_accorde,
        financeurs.accorde
    from financeurs
    cross join unites
    left join depenses
        on financeurs.annee = depenses.annee and financeurs.antenne = depenses.antenne and financeurs.module = depenses.module
    left join totaux
        on financeurs.annee = totaux.annee and financeurs.antenne = totaux.antenne and financeurs.module = totaux.module
    left join volumes
        on financeurs.annee = volumes.annee
        and financeurs.antenne = volumes.antenne
        and financeurs.module = volumes.module
        and unites.unite = volumes.unite
)

select
    annee,
    antenne,
    module,
    unite,
    financeur,
    -- A total needs what was spent; a funder's part needs what every one of them granted.
    case
        when financeur = '_T' and not budget_transmis then 'dépenses non transmises'
        when financeur = '_T' and depense is null then 'dépenses réalisées en partie inconnues'
        when volume is null then 'volume inconnu'
        when volume = 0 then 'volume nul'
        when financeur <> '_T' and montants_inconnus > 0 then 'un montant accordé est inconnu'
        when financeur <> '_T' and coalesce(total_accorde, 0) = 0 then 'aucun montant accordé'
    end as absence,
    cast(depense as decimal(18, 4)) as depense,
    cast(volume as decimal(18, 4)) as volume,
    cast(case when financeur <> '_T' then accorde when montants_inconnus = 0 then total_accorde end as decimal(18, 4)) as accorde,
    case
        when financeur <> '_T' and montants_inconnus = 0 then cast(cast(accorde * 100 as decimal(38, 4)) / nullif(total_accorde, 0) as decimal(18, 4))
    end as part_du_financeur,
    case when financeur = '_T' then cast(cast(depense as decimal(38, 4)) / nullif(volume, 0) as decimal(18, 4)) end as cout,
    case
        when financeur <> '_T' and montants_inconnus = 0
            then cast(cast(accorde as decimal(38, 4)) / nullif(volume, 0) as decimal(18, 4))
    end as accorde_par_unite
from reunis
