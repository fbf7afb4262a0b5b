with listes as (
    select antenne, 'prescripteur' as dimension, code, code_commun from {{ seed('prescripteur') }}
    union all
    select antenne, 'ressources' as dimension, code, code_commun from {{ seed('ressources') }}
    union all
    select antenne, 'situation_professionnelle' as dimension, code, code_commun from {{ seed('emploi') }}
    union all
    select antenne, 'situation_conjugale' as dimension, code, code_commun from {{ seed('situation_conjugale') }}
    union all
    select antenne, 'motif_sortie' as dimension, code, code_commun from {{ seed('motif_sortie') }}
    union all
    select antenne, 'cadre' as dimension, code, code_commun from {{ seed('cadre') }}
    union all
    select antenne, 'sexe' as dimension, code, code_commun from {{ seed('sexe') }}
    union all
    select antenne, 'entree' as dimension, code, code_commun from {{ seed('entree') }}
    union all
    select antenne, 'cause_refus' as dimension, code, code_commun from {{ seed('cause_refus') }}
    union all
    select antenne, 'destination' as dimension, code, code_commun from {{ seed('destination') }}
    union all
    select antenne, 'age' as dimension, code, code as code_commun from {{ seed('tranche_age') }}
    union all
    select null as antenne, 'duree_accompagnement' as dimension, code, code as code_commun from {{ seed('tranche_duree') }}
)

select distinct
    antenne,
    dimension,
    code,
    code_commun
from listes
