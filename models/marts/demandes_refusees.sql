with demandes as (
    select
        demandes.annee,
        demandes.antenne,
        coalesce(demandes.module, '_U') as module,
        case
            when demandes.cause is null then '_U'
            when demandes.cause in ('inconnu', 'non_transmis', 'sans_objet') then demandes.cause
            else coalesce(causes.modalite_commune, demandes.cause)
        end as cause
    from {{ ref('demande_non_satisfaite') }} as demandes
    left join {{ ref('modalite') }} as causes
        on demandes.antenne = causes.antenne and causes.dimension = 'cause_refus' and demandes.cause = causes.modalite
),

comptes as (
    select
        annee,
        antenne,
        case when grouping(module) = 1 then '_T' else module end as module,
        cause,
        count(*) as valeur
    from demandes
    group by grouping sets ((annee, antenne, module, cause), (annee, antenne, cause))
),

bases as (
    select
        comptes.*,
        sum(valeur) over (partition by annee, antenne, module) as base_valeur,
        sum(case when cause in ('_U', 'inconnu', 'non_transmis') then valeur else 0 end) over (partition by annee, antenne, module) as inconnus
    from comptes
)

select
    annee,
    antenne,
    module,
    cause,
    'demandes non satisfaites de l’année' as base_libelle,
    cast(valeur as integer) as valeur,
    cast(base_valeur as integer) as base_valeur,
    cast(inconnus as integer) as inconnus,
    cast(cast(valeur * 100 as decimal(38, 4)) / nullif(base_valeur, 0) as decimal(18, 4)) as part
from bases
