select
    'classe_fine' as niveau,
    classe_fine as code,
    min(classe_fine_libelle) as libelle
from {{ ref('stg_classe_sortie') }}
group by classe_fine
union all
select
    'classe_large' as niveau,
    classe_large as code,
    min(classe_large_libelle) as libelle
from {{ ref('stg_classe_sortie') }}
group by classe_large
union all
select
    'duree' as niveau,
    code,
    libelle
from {{ ref('stg_tranche_duree') }}
