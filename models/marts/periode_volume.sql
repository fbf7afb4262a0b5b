with civiles as (
    select
        annee,
        antenne,
        indicateur,
        case
            when grouping(mois) = 0 then mois
            when grouping(trimestre) = 0 then trimestre
            else cast(annee as varchar)
        end as periode,
        case when grouping(mois) = 0 then 'mois' when grouping(trimestre) = 0 then 'trimestre' else 'annee' end as genre,
        sum(valeur) as valeur,
        max(sans_date) as sans_date,
        min(antennes) as antennes_au_moins,
        max(antennes) as antennes_au_plus
    from {{ ref('mois_connu') }}
    where indicateur <> 'personnes_accompagnees'
    group by grouping sets (
        (annee, antenne, indicateur, mois),
        (annee, antenne, indicateur, trimestre),
        (annee, antenne, indicateur)
    )
),

glissantes as (
    select
        annee,
        antenne,
        indicateur,
        mois || '/12m' as periode,
        'douze_mois' as genre,
        count(*) over douze as mois_connus,
        sum(valeur) over douze as valeur,
        max(sans_date) over douze as sans_date,
        min(antennes) over douze as antennes_au_moins,
        max(antennes) over douze as antennes_au_plus
    from {{ ref('mois_connu') }}
    where indicateur <> 'personnes_accompagnees'
    window douze as (partition by antenne, indicateur order by rang nulls last range between 11 preceding and current row)
),

-- Rows of which none has a date: the year is known to hold them, no month does.
sans_mois as (
    select annee, antenne, indicateur, sum(valeur) as sans_date
    from {{ ref('volume_mois') }}
    group by annee, antenne, indicateur
    having count(mois) = 0
),

final as (
    select annee, antenne, indicateur, periode, genre, valeur, sans_date, antennes_au_moins, antennes_au_plus
    from civiles
    union all
    select annee, antenne, indicateur, periode, genre, valeur, sans_date, antennes_au_moins, antennes_au_plus
    from glissantes
    where mois_connus = 12
    union all
    select annee, antenne, indicateur, cast(annee as varchar) as periode, 'annee' as genre, cast(null as integer) as valeur, sans_date, 1 as antennes_au_moins, 1 as antennes_au_plus
    from sans_mois
)

select
    annee,
    antenne,
    indicateur,
    periode,
    genre,
    cast(valeur as integer) as valeur,
    cast(sans_date as integer) as sans_date,
    cast(antennes_au_moins as integer) as antennes_au_moins,
    cast(antennes_au_plus as integer) as antennes_au_plus
from final
