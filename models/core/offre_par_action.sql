select
    offres.source_ref,
    offres.annee,
    offres.departement,
    offres.antenne_action as antenne,
    offres.action,
    actions.code_commun as action_reference,
    actions.libelle,
    offres.etat,
    offres.site,
    offres.tribunal,
    offres.repere
from {{ ref('stg_offre') }} as offres
inner join {{ ref('stg_action') }} as actions on offres.action = actions.code
