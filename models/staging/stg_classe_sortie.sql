select
    motif_commun,
    classe_fine,
    classe_fine_libelle,
    classe_large,
    classe_large_libelle
from {{ seed('classe_sortie') }}
