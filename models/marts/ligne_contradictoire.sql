with en_cause as (
    select distinct source_ref
    from {{ ref('contradiction') }}
),

dans_les_faits as not materialized (
    select 'sejour' as genre, source_ref from {{ ref('fait_sejour') }}
    union all
    select 'accompagnement' as genre, source_ref from {{ ref('fait_personne_accompagnee') }}
    union all
    select 'sortie' as genre, source_ref from {{ ref('fait_sortie') }}
    union all
    select 'attente' as genre, source_ref from {{ ref('fait_attente') }}
    union all
    select 'participation' as genre, source_ref from {{ ref('fait_participation') }}
),

-- Lines that contradict nothing are nearly all: they are left before the others are told apart.
comptees as (
    select distinct faits.source_ref
    from dans_les_faits as faits
    inner join en_cause on faits.source_ref = en_cause.source_ref
),

sejours_comptes as (
    select distinct source_ref
    from dans_les_faits
    where genre = 'sejour'
),

sejours_lus as (
    select distinct source_ref
    from {{ ref('sejour') }}
)

select
    constats.annee,
    constats.antenne,
    constats.regle,
    regles.libelle,
    regles.regle_ecrite,
    constats.source_ref,
    constats.module,
    -- Persons are described by a row that need not be a fact: they stay in every count.
    case
        when constats.regle in ('deux_sexes', 'deux_sexes_ailleurs') then true
        -- A stay counts by its nights, though its line may feed an accompaniment or an exit as well.
        when constats.regle = 'sortie_avant_entree' and sejours_lus.source_ref is not null then sejours_comptes.source_ref is not null
        else comptees.source_ref is not null
    end as comptee,
    constats.date_1,
    constats.date_2
from {{ ref('contradiction') }} as constats
inner join {{ ref('regle_contradiction') }} as regles on constats.regle = regles.regle
left join comptees on constats.source_ref = comptees.source_ref
left join sejours_comptes on constats.source_ref = sejours_comptes.source_ref
left join sejours_lus on constats.source_ref = sejours_lus.source_ref
