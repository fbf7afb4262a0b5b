-- The motives of exit have their two levels in their own list of classes, stated once.
select
    caracteristique,
    niveau,
    code,
    code_large,
    libelle_large
from {{ ref('stg_regroupement') }}
union all
select
    'motif' as caracteristique,
    1 as niveau,
    case when motif_commun = 'inconnu' then '_U' else motif_commun end as code,
    case when motif_commun = 'inconnu' then '_U' else classe_fine end as code_large,
    case when motif_commun = 'inconnu' then 'Non connu' else classe_fine_libelle end as libelle_large
from {{ ref('stg_classe_sortie') }}
union all
select
    'motif' as caracteristique,
    2 as niveau,
    case when motif_commun = 'inconnu' then '_U' else motif_commun end as code,
    case when motif_commun = 'inconnu' then '_U' else classe_large end as code_large,
    case when motif_commun = 'inconnu' then 'Non connu' else classe_large_libelle end as libelle_large
from {{ ref('stg_classe_sortie') }}
