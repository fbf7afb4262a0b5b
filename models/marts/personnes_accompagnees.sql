with totaux as (
    select
        figures.annee,
        figures.antenne,
        figures.valeur,
        activites.libelle as mot,
        'chiffre déclaré' as formule,
        figures.source_ref as source,
        row_number() over (partition by figures.annee, figures.antenne order by figures.source_ref nulls last) as rang
    from {{ ref('figure') }} as figures
    inner join {{ ref('indicateur_activite') }} as activites
        on figures.indicateur = activites.indicateur
        and figures.population = activites.population
        and activites.total_antenne
    where figures.dimension is null and figures.site is null and figures.antenne <> 'CPCA'
        and figures.unite = 'personne' and figures.valeur is not null
),

-- An antenne that states no total states its parts: persons of each module, less those counted in two of them.
parts as (
    select
        figures.annee,
        figures.antenne,
        case when figures.dimension = 'cumul' then -figures.valeur else figures.valeur end as valeur,
        case when figures.dimension = 'cumul' then 2 else 1 end as ordre,
        figures.source_ref
    from {{ ref('figure') }} as figures
    where figures.unite = 'personne' and figures.site is null and figures.antenne <> 'CPCA'
        and (
            (figures.population = 'stagiaires' and figures.indicateur = 'personnes_presentes' and figures.dimension is null)
            or (figures.population in ('participants', 'suivi_individuel') and figures.indicateur = 'personnes' and figures.dimension is null)
            or figures.dimension = 'cumul'
        )
),

sommes as (
    select
        parts.annee,
        parts.antenne,
        sum(parts.valeur) as valeur,
        'personnes des modules, sans doublon' as mot,
        string_agg(
            case when parts.valeur < 0 then '− ' else '+ ' end || cast(cast(abs(parts.valeur) as integer) as varchar),
            ' ' order by parts.ordre nulls last, parts.source_ref nulls last
        ) as formule,
        string_agg(parts.source_ref, ' ; ' order by parts.ordre nulls last, parts.source_ref nulls last) as source,
        sum(case when parts.valeur > 0 then parts.valeur else 0 end) as accompagnements,
        count(*) as nombre_de_parts
    from parts
    left join totaux on parts.annee = totaux.annee and parts.antenne = totaux.antenne
    where totaux.antenne is null
    group by parts.annee, parts.antenne
)

select
    annee,
    antenne,
    mot,
    formule,
    source,
    valeur,
    valeur as accompagnements
from totaux
where rang = 1
union all
select
    annee,
    antenne,
    mot,
    formule,
    source,
    valeur,
    accompagnements
from sommes
where nombre_de_parts > 1
