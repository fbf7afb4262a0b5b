select
    source_ref,
    annee,
    projet,
    antenne_notante,
    note
from {{ ref('stg_note_projet') }}
