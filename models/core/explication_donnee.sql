with rangees as (
    select
        source_ref,
        annee_expliquee,
        antenne_concernee as antenne,
        indicateur,
        case when coalesce(module, 'sans_objet') in ('toutes', 'sans_objet', 'inconnu', 'non_transmis') then '_T' else module end as module,
        explication,
        date_explication,
        par,
        annee as annee_fichier
    from {{ ref('stg_explication') }}
),

-- The workbook of a later year says again, or better, what an earlier one said.
numerotees as (
    select
        rangees.*,
        row_number() over (
            partition by annee_expliquee, antenne, indicateur, module
            order by annee_fichier desc nulls last, source_ref nulls last
        ) as rang
    from rangees
)

select
    source_ref,
    annee_expliquee as annee,
    antenne,
    indicateur,
    module,
    explication,
    date_explication,
    par
from numerotees
where rang = 1
