select
    sorties.source_ref,
    sorties.personne_key,
    sorties.annee,
    sorties.antenne,
    sorties.site,
    sorties.module,
    sorties.motif,
    sorties.motif_2,
    sorties.destination,
    sorties.date_sortie
from {{ ref('stg_sortie') }} as sorties
where {{ year('sorties.date_sortie') }} = sorties.annee
