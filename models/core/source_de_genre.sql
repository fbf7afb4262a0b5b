-- A window of twelve months is read in two years' files, and so is what became of the year's entries.
with suites as (
    select annee, antenne, genre, fichier, 'annee' as role from {{ ref('fichier_de_genre') }}
    union all
    select annee + 1 as annee, antenne, genre, fichier, 'precedente' as role from {{ ref('fichier_de_genre') }}
    union all
    select annee - 1 as annee, antenne, genre, fichier, 'suivante' as role from {{ ref('fichier_de_genre') }}
),

listes as (
    select
        annee,
        case when grouping(antenne) = 1 then 'CPCA' else antenne end as antenne,
        genre,
        string_agg(distinct case when role = 'annee' then fichier end, chr(10) order by case when role = 'annee' then fichier end nulls last) as source,
        string_agg(distinct case when role <> 'suivante' then fichier end, chr(10) order by case when role <> 'suivante' then fichier end nulls last) as source_avec_precedente,
        string_agg(distinct case when role <> 'precedente' then fichier end, chr(10) order by case when role <> 'precedente' then fichier end nulls last) as source_avec_suivante
    from suites
    where antenne <> 'CPCA'
    group by grouping sets ((annee, antenne, genre), (annee, genre))
)

select
    annee,
    antenne,
    genre,
    source,
    source_avec_precedente,
    source_avec_suivante
from listes
where source is not null
