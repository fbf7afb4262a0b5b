select
    annee,
    case when grouping(antenne) = 1 then 'CPCA' else antenne end as antenne,
    genre,
    string_agg(distinct fichier, chr(10) order by fichier nulls last) as source
from {{ ref('fichier_de_genre') }}
where antenne <> 'CPCA' or genre = 'offre'
group by grouping sets ((annee, antenne, genre), (annee, genre))
having grouping(antenne) = 1 or max(antenne) <> 'CPCA'
