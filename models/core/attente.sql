select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    motif_fin,
    date_debut <= cast(cast(annee as varchar) || '-12-31' as date)
    and (date_fin is null or date_fin > cast(cast(annee as varchar) || '-12-31' as date)) as en_attente_fin_annee,
    date_debut,
    date_fin,
    dates_au_mois
from {{ ref('stg_attente') }}
