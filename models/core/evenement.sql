select
    source_ref,
    annee,
    coalesce(antenne_concernee, antenne) as antenne,
    type_evenement,
    theme,
    public,
    commune,
    participants,
    heures,
    date_debut,
    date_fin
from {{ ref('stg_evenement') }}
