select
    annee,
    bloc,
    modalite,
    valeur,
    absence,
    libelle,
    base,
    base_valeur,
    unite,
    provenance,
    source,
    approche,
    contributeurs
from {{ ref('chiffres_cles_declares') }}
where classe = 'V'
