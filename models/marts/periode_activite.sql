with final as (
    select annee, antenne, indicateur, periode, genre, valeur, sans_date, antennes_au_moins, antennes_au_plus
    from {{ ref('periode_volume') }}
    union all
    select annee, antenne, indicateur, periode, genre, valeur, sans_date, antennes_au_moins, antennes_au_plus
    from {{ ref('periode_personne') }}
)

select
    annee,
    periode,
    genre,
    antenne,
    indicateur,
    case when valeur is null then 'aucune ligne datée' end as absence,
    valeur,
    sans_date,
    antennes_au_moins,
    antennes_au_plus
from final
