select
    source_ref,
    annee,
    antenne,
    site,
    module,
    seance,
    questionnaire,
    question,
    reponse
from {{ ref('stg_reponse') }}
