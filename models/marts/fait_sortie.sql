select
    sorties.source_ref,
    sorties.personne_key,
    sorties.annee,
    sorties.antenne,
    sorties.site,
    sorties.module,
    sorties.motif,
    faits.tranche_duree,
    case when faits.entree = 'nouvel_accueil' then 'annee' else 'annees_precedentes' end as cohorte_entree,
    faits.sexe,
    sorties.date_sortie
from {{ ref('sortie') }} as sorties
inner join {{ ref('fait_personne_accompagnee') }} as faits
    on sorties.source_ref = faits.source_ref
