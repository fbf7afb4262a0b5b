select
    annee,
    antenne,
    source,
    fichier,
    code,
    coalesce(colonne, '') as colonne,
    min(regle) as regle,
    cast(count(*) as integer) as remarques,
    cast(count(distinct feuille || ' ' || cast(ligne as varchar)) as integer) as lignes
from {{ ref('ligne_a_corriger') }}
group by annee, antenne, source, fichier, code, coalesce(colonne, '')
