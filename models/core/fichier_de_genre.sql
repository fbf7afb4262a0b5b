-- Which files in force bear the rows behind a figure; a row that is told in two ways is of both kinds.
with lignes as (
    select annee, antenne, 'attente' as genre, source_ref from {{ ref('attente') }}
    union all
    select annee, antenne, 'demande' as genre, source_ref from {{ ref('demande_non_satisfaite') }}
    union all
    select annee, antenne, 'orientation' as genre, source_ref from {{ ref('orientation') }}
    union all
    select annee, antenne, 'accompagnement' as genre, source_ref from {{ ref('accompagnement') }}
    union all
    select annee, antenne, 'participation' as genre, source_ref from {{ ref('participation') }}
    union all
    select annee, antenne, 'seance' as genre, source_ref from {{ ref('participation') }}
    union all
    select annee, antenne, 'seance' as genre, source_ref from {{ ref('seance') }}
    union all
    select annee, antenne, 'seance' as genre, source_ref from {{ ref('collectif') }}
    union all
    select annee, antenne, 'sortie' as genre, source_ref from {{ ref('sortie') }}
    union all
    select annee, antenne, 'sortie' as genre, source_ref from {{ ref('accompagnement') }}
    union all
    select annee, antenne, 'sejour' as genre, source_ref from {{ ref('sejour') }}
    union all
    select annee, antenne, 'hebergement' as genre, source_ref from {{ ref('sejour') }}
    union all
    select annee, antenne, 'hebergement' as genre, source_ref from {{ ref('logement') }}
    union all
    select annee, antenne, 'budget' as genre, source_ref from {{ ref('budget') }}
    union all
    select annee, antenne, 'financement' as genre, source_ref from {{ ref('financement') }}
    union all
    select annee, coalesce(antenne, '_U') as antenne, 'offre' as genre, source_ref from {{ ref('offre_par_action') }}
)

select distinct
    annee,
    antenne,
    genre,
    split_part(source_ref, ' · ', 1) as fichier
from lignes
where annee is not null
