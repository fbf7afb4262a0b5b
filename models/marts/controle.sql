with comparees as (
    select
        annee,
        antenne,
        coalesce(site, '') as site,
        coalesce(module, '') as module,
        coalesce(population, '') as population,
        indicateur,
        coalesce(dimension, '') as dimension,
        coalesce(modalite, '') as modalite,
        min(valeur_declaree) as ecrit,
        min(valeur_calculee) as calcule,
        min(ecart) = 0 and max(ecart) = 0 as tient,
        string_agg(source_ref, chr(10) order by source_ref nulls last) as sources
    from {{ ref('comparaison') }}
    group by annee, antenne, site, module, population, indicateur, dimension, modalite
),

controles as (
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_partage') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_lieu') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_part') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_repetition') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_region') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_egalite') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_rapport') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_inegalite') }}
    union all
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, unite, ecrit_texte, formule, sources, lecture, ecrit, calcule, tient
    from {{ ref('controle_annee') }}
    union all
    select 'calcul_et_declaration' as regle, annee, antenne, site, '' as departement, module, population, indicateur as mesure, dimension, modalite, '' as objet, '' as unite, '' as ecrit_texte,
        'lignes : {calcule}, déclaré : {ecrit}' as formule,
        sources,
        'Lignes non transmises, ou déclaration comptée autrement.' as lecture,
        ecrit,
        calcule,
        tient
    from comparees
),

-- What is compared across a declared change of definition: two years, their difference, or rows counted by the
-- definition that holds now and a declaration of before.
traversees as (
    select distinct
        controles.regle,
        controles.annee,
        controles.antenne,
        controles.module,
        controles.population,
        controles.mesure,
        ruptures.texte
    from controles
    inner join {{ ref('controle_regle') }} as regles on controles.regle = regles.regle
    inner join {{ ref('controle_objet') }} as objets
        on controles.mesure = objets.mesure
        and (objets.population is null or objets.population = controles.population)
        and (objets.module is null or controles.module in ('', objets.module))
    inner join {{ ref('rupture') }} as ruptures
        on objets.indicateur = ruptures.indicateur
        and controles.antenne in (ruptures.antenne, 'CPCA')
        and ruptures.population in ('_T', controles.population)
        and (ruptures.module = '_T' or coalesce(nullif(controles.module, ''), objets.module, ruptures.module) = ruptures.module)
        and (
            (regles.famille in ('annee', 'evolution') and ruptures.annee = controles.annee)
            or (regles.famille = 'calcul' and ruptures.annee > controles.annee)
        )
    where not controles.tient
),

rompus as (
    select regle, annee, antenne, module, population, mesure, string_agg(texte, ' ' order by texte nulls last) as rupture
    from traversees
    group by regle, annee, antenne, module, population, mesure
),

nombres as (
    select
        controles.*,
        calcule - ecrit as ecart,
        cast(round(abs(calcule), 2) as decimal(18, 2)) as calcule_arrondi,
        cast(round(abs(ecrit), 2) as decimal(18, 2)) as ecrit_arrondi,
        cast(round(abs(calcule - ecrit), 2) as decimal(18, 2)) as ecart_arrondi
    from controles
),

chiffres as (
    select
        nombres.*,
        split_part(cast(calcule_arrondi as varchar), '.', 1) as calcule_entier,
        split_part(cast(ecrit_arrondi as varchar), '.', 1) as ecrit_entier,
        split_part(cast(ecart_arrondi as varchar), '.', 1) as ecart_entier,
        rtrim(split_part(cast(calcule_arrondi as varchar), '.', 2), '0') as calcule_decimales,
        rtrim(split_part(cast(ecrit_arrondi as varchar), '.', 2), '0') as ecrit_decimales,
        rtrim(split_part(cast(ecart_arrondi as varchar), '.', 2), '0') as ecart_decimales
    from nombres
),

-- Numbers as French writes them: a narrow space by thousands, a comma.
textes as (
    select
        chiffres.*,
        case when calcule < 0 then '−' else '' end
        || case when length(calcule_entier) > 3 then left(calcule_entier, length(calcule_entier) - 3) || ' ' || right(calcule_entier, 3) else calcule_entier end
        || case when calcule_decimales = '' then '' else ',' || calcule_decimales end
        || case when unite = '%' then ' %' else '' end as calcule_texte,
        case when length(ecrit_entier) > 3 then left(ecrit_entier, length(ecrit_entier) - 3) || ' ' || right(ecrit_entier, 3) else ecrit_entier end
        || case when ecrit_decimales = '' then '' else ',' || ecrit_decimales end as ecrit_seul,
        case when length(ecart_entier) > 3 then left(ecart_entier, length(ecart_entier) - 3) || ' ' || right(ecart_entier, 3) else ecart_entier end
        || case when ecart_decimales = '' then '' else ',' || ecart_decimales end as ecart_texte
    from chiffres
)

select
    substr(md5(concat_ws('|', textes.regle, cast(textes.annee as varchar), textes.antenne, textes.site, textes.departement, textes.module, textes.population, textes.mesure, textes.dimension, textes.modalite, textes.unite, textes.objet)), 1, 12) as id,
    textes.regle,
    regles.famille,
    -- A change that was declared is no error: it is told with the finding.
    case when rompus.rupture is null then regles.gravite else 'information' end as gravite,
    regles.libelle,
    textes.annee,
    textes.antenne,
    nullif(textes.site, '') as site,
    nullif(textes.departement, '') as departement,
    nullif(textes.module, '') as module,
    nullif(textes.population, '') as population,
    textes.mesure,
    nullif(textes.dimension, '') as dimension,
    nullif(textes.modalite, '') as modalite,
    nullif(textes.objet, '') as objet,
    nullif(textes.unite, '') as unite,
    replace(replace(textes.formule, '{calcule}', textes.calcule_texte), '{ecrit}', case when textes.ecrit_texte = '' then textes.ecrit_seul else replace(textes.ecrit_texte, '{ecrit}', textes.ecrit_seul) end) as formule,
    textes.sources,
    case when not textes.tient then concat_ws(' ', rompus.rupture, replace(textes.lecture, '{ecart}', textes.ecart_texte)) end as lecture,
    cast(textes.ecrit as decimal(18, 4)) as ecrit,
    cast(textes.calcule as decimal(18, 4)) as calcule,
    cast(textes.ecart as decimal(18, 4)) as ecart,
    textes.tient
from textes
inner join {{ ref('controle_regle') }} as regles on textes.regle = regles.regle
left join rompus
    on textes.regle = rompus.regle
    and textes.annee = rompus.annee
    and textes.antenne = rompus.antenne
    and textes.module = rompus.module
    and textes.population = rompus.population
    and textes.mesure = rompus.mesure
