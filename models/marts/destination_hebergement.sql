with sorties as (
    select
        sorties.source_ref,
        sorties.annee,
        sorties.antenne,
        coalesce(sejours.type_place, '_U') as type_place,
        case
            when sorties.destination in ('inconnu', 'non_transmis', 'sans_objet') then sorties.destination
            when sorties.destination is null then '_U'
            else coalesce(destinations.modalite_commune, sorties.destination)
        end as destination
    from {{ ref('sortie') }} as sorties
    left join {{ ref('sejour_place') }} as sejours on sorties.source_ref = sejours.source_ref
    left join {{ ref('modalite') }} as destinations
        on sorties.antenne = destinations.antenne
        and destinations.dimension = 'destination'
        and sorties.destination = destinations.modalite
    where sorties.module = 'hebergement'
),

comptes as (
    select
        annee,
        case when grouping(antenne) = 1 then 'CPCA' else antenne end as antenne,
        case when grouping(type_place) = 1 then '_T' else type_place end as type_place,
        destination,
        count(*) as valeur
    from sorties
    group by grouping sets (
        (annee, antenne, type_place, destination),
        (annee, antenne, destination),
        (annee, type_place, destination),
        (annee, destination)
    )
),

bases as (
    select
        comptes.*,
        sum(valeur) over (partition by annee, antenne, type_place) as base_valeur,
        sum(case when destination in ('_U', 'inconnu', 'non_transmis') then valeur else 0 end) over (partition by annee, antenne, type_place) as inconnus
    from comptes
)

select
    annee,
    antenne,
    type_place,
    destination,
    'sorties d’hébergement de l’année' as base_libelle,
    cast(valeur as integer) as valeur,
    cast(base_valeur as integer) as base_valeur,
    cast(inconnus as integer) as inconnus,
    cast(cast(valeur * 100 as decimal(38, 4)) / nullif(base_valeur, 0) as decimal(18, 4)) as part
from bases
