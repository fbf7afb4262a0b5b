select
    annee,
    antenne,
    indicateur,
    module,
    explication as texte,
    par,
    cast(date_explication as varchar) as le,
    source_ref as source
from {{ ref('explication_donnee') }}
