with sources_des_lignes as (
    select
        annee,
        antenne,
        string_agg(distinct fichier, ' + ' order by fichier nulls last) as source_ref
    from {{ ref('fichier_de_lignes') }}
    group by annee, antenne
    union all
    select
        annee,
        'CPCA' as antenne,
        string_agg(distinct fichier, ' + ' order by fichier nulls last) as source_ref
    from {{ ref('fichier_de_lignes') }}
    group by annee
),

calcules as (
    select
        figures.annee,
        figures.antenne,
        figures.site,
        antennes.departement,
        figures.module,
        figures.population,
        figures.indicateur,
        figures.dimension,
        figures.modalite,
        figures.unite,
        sources_des_lignes.source_ref,
        figures.valeur,
        effectifs.valeur as base_valeur
    from {{ ref('figure_calculee') }} as figures
    left join {{ ref('antenne') }} as antennes on figures.antenne = antennes.code
    left join sources_des_lignes
        on figures.annee = sources_des_lignes.annee and figures.antenne = sources_des_lignes.antenne
    left join {{ ref('figure_calculee') }} as effectifs
        on figures.annee = effectifs.annee
        and figures.antenne = effectifs.antenne
        and figures.population = effectifs.population
        and figures.indicateur = effectifs.indicateur
        and figures.site is not distinct from effectifs.site
        and figures.module is not distinct from effectifs.module
        and effectifs.dimension is null
)

select
    annee,
    periode,
    antenne,
    site,
    departement,
    module,
    population,
    indicateur,
    dimension,
    modalite,
    absence,
    base_libelle,
    unite,
    'declare' as provenance,
    source_ref,
    valeur,
    valeur_max,
    base_valeur,
    approche
from {{ ref('figure') }}
union all
select
    annee,
    cast(annee as varchar) as periode,
    antenne,
    site,
    departement,
    module,
    population,
    indicateur,
    dimension,
    modalite,
    cast(null as varchar) as absence,
    cast(null as varchar) as base_libelle,
    unite,
    'calcule' as provenance,
    source_ref,
    valeur,
    cast(null as decimal(18, 4)) as valeur_max,
    base_valeur,
    false as approche
from calcules
