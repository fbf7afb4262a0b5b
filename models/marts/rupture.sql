with dites as (
    select
        ruptures.*,
        lower(left(indicateurs.libelle, 1)) || substr(indicateurs.libelle, 2)
        || case when modules.libelle is null then '' else ', ' || modules.libelle end
        || case when populations.libelle is null then '' else ' (' || populations.libelle || ')' end as sujet,
        case when ruptures.de_toutes then 'Toutes les antennes' else coalesce(antennes.nom, ruptures.antenne) end as visee,
        lpad(cast(extract(day from ruptures.date_decision) as varchar), 2, '0')
        || '/' || lpad(cast(extract(month from ruptures.date_decision) as varchar), 2, '0')
        || '/' || cast(extract(year from ruptures.date_decision) as varchar) as jour
    from {{ ref('rupture_declaree') }} as ruptures
    inner join {{ ref('indicateur_lecture') }} as indicateurs on ruptures.indicateur = indicateurs.code
    left join {{ ref('antenne') }} as antennes on ruptures.antenne = antennes.code
    left join {{ ref('population') }} as populations on ruptures.population = populations.code
    left join {{ ref('module_dit') }} as modules on ruptures.module = modules.code
)

select
    annee,
    antenne,
    indicateur,
    module,
    population,
    de_toutes,
    visee || ', ' || sujet || ' : définition changée en ' || cast(annee as varchar)
    || ' (' || par || ', ' || jour || '). Avant : « ' || rtrim(avant, '. ') || ' ». Après : « ' || rtrim(apres, '. ') || ' ».' as texte,
    avant,
    apres,
    par,
    cast(date_decision as varchar) as le,
    source_ref as source
from dites
