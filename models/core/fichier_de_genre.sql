-- Which files in force bear the rows behind a figure; a row that is told in two ways is of both kinds.
with genres as (
    select 'attente' as genre_de_ligne, 'attente' as genre
    union all
    select 'demande' as genre_de_ligne, 'demande' as genre
    union all
    select 'orientation' as genre_de_ligne, 'orientation' as genre
    union all
    select 'accompagnement' as genre_de_ligne, 'accompagnement' as genre
    union all
    select 'accompagnement' as genre_de_ligne, 'sortie' as genre
    union all
    select 'participation' as genre_de_ligne, 'participation' as genre
    union all
    select 'participation' as genre_de_ligne, 'seance' as genre
    union all
    select 'seance' as genre_de_ligne, 'seance' as genre
    union all
    select 'sejour' as genre_de_ligne, 'sejour' as genre
    union all
    select 'sejour' as genre_de_ligne, 'hebergement' as genre
),

lignes as (
    select annee, antenne, 'seance' as genre, source_ref from {{ ref('collectif') }}
    union all
    select annee, antenne, 'hebergement' as genre, source_ref from {{ ref('logement') }}
    union all
    select annee, antenne, 'budget' as genre, source_ref from {{ ref('budget') }}
    union all
    select annee, antenne, 'financement' as genre, source_ref from {{ ref('financement') }}
    union all
    select annee, coalesce(antenne, '_U') as antenne, 'offre' as genre, source_ref from {{ ref('offre_par_action') }}
),

fichiers as (
    select listes.annee, listes.antenne, genres.genre, listes.fichier
    from {{ ref('liste_de_lignes') }} as listes
    inner join genres on listes.genre = genres.genre_de_ligne
    union all
    -- An exit of another year is none of this one's.
    select annee, antenne, 'sortie' as genre, fichier
    from {{ ref('stg_sortie') }}
    where {{ year('date_sortie') }} = annee
    union all
    select annee, antenne, genre, split_part(source_ref, ' · ', 1) as fichier
    from lignes
)

select distinct annee, antenne, genre, fichier
from fichiers
where annee is not null
