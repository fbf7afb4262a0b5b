with annees as (
    select distinct annee from {{ ref('personnes_accompagnees') }}
),

declares as (
    select
        annee,
        antenne,
        count(*) as chiffres,
        string_agg(distinct split_part(source_ref, ' · ', 1), ' + ' order by split_part(source_ref, ' · ', 1) nulls last) as source
    from {{ ref('figure') }}
    group by annee, antenne
),

-- A file in force that gave rows was received, whatever its rows tell; a figure's file gave cells.
fichiers_de_lignes as (
    select fichiers.annee, fichiers.antenne, fichiers.fichier
    from {{ ref('fichier') }} as fichiers
    left join (select distinct split_part(source_ref, ' · ', 1) as fichier from {{ ref('figure') }}) as enonces
        on fichiers.fichier = enonces.fichier
    where fichiers.charges > 0 and enonces.fichier is null
    union
    select annee, antenne, fichier
    from {{ ref('fichier_de_lignes') }}
),

lignes as (
    select annee, antenne, string_agg(fichier, ' + ' order by fichier nulls last) as source
    from fichiers_de_lignes
    group by annee, antenne
)

select
    annees.annee,
    antennes.code as antenne,
    coalesce(declares.chiffres, 0) as valeur,
    cast(null as varchar) as absence,
    antennes.nom,
    antennes.departement,
    case
        when declares.antenne is not null and lignes.antenne is not null then 'lignes et declare'
        when declares.antenne is not null then 'declare'
        when lignes.antenne is not null then 'lignes'
        else 'rien'
    end as recu,
    concat_ws(' + ', declares.source, lignes.source) as source,
    cast(null as decimal(18, 4)) as contributeurs
from annees
cross join {{ ref('antenne') }} as antennes
left join declares on annees.annee = declares.annee and antennes.code = declares.antenne
left join lignes on annees.annee = lignes.annee and antennes.code = lignes.antenne
