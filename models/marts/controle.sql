-- A thing stated with two values is held to the rows once for each.
with valeurs_comparees as (
    select
        annee,
        antenne,
        coalesce(site, '') as site,
        coalesce(module, '') as module,
        coalesce(population, '') as population,
        indicateur,
        coalesce(dimension, '') as dimension,
        coalesce(modalite, '') as modalite,
        coalesce(declare_texte, '') as ecrit_texte,
        valeur_declaree as ecrit,
        min(valeur_calculee) as calcule,
        min(ecart) = 0 and max(ecart) = 0 as tient,
        min(lpad(cast(length(source_ref) as varchar), 4, '0') || source_ref) as rang,
        string_agg(source_ref, chr(10) order by source_ref nulls last) as sources
    from {{ ref('comparaison') }}
    group by annee, antenne, site, module, population, indicateur, dimension, modalite, declare_texte, valeur_declaree
),

comparees as (
    select
        valeurs_comparees.*,
        row_number() over (
            partition by annee, antenne, site, module, population, indicateur, dimension, modalite
            order by rang nulls last
        ) as enonce,
        max(case when tient then 1 else 0 end) over (
            partition by annee, antenne, site, module, population, indicateur, dimension, modalite
        ) as une_tient
    from valeurs_comparees
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
    select 'calcul_et_declaration' as regle, annee, antenne, site, '' as departement, module, population, indicateur as mesure, dimension, modalite,
        case when enonce = 1 then '' else 'valeur énoncée n° ' || cast(enonce as varchar) end as objet,
        '' as unite,
        ecrit_texte,
        'lignes : {calcule}, déclaré : {ecrit}' as formule,
        sources,
        case
            when une_tient = 1 then 'L’antenne énonce aussi la valeur que les lignes donnent : cet énoncé n’a pas été mis à jour.'
            else 'Lignes non transmises, ou déclaration comptée autrement.'
        end as lecture,
        ecrit,
        calcule,
        tient
    from comparees
),

-- Two rules that set the same two values of the same cells against each other tell one error: the gravest tells it.
cellules as (
    select distinct regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, ecrit, calcule, unnest(string_to_array(sources, chr(10))) as cellule
    from controles
    where not tient and regle <> 'calcul_et_declaration'
),

constates as (
    select
        regle,
        annee,
        antenne,
        site,
        departement,
        module,
        population,
        mesure,
        dimension,
        modalite,
        objet,
        least(ecrit, calcule) as petite,
        greatest(ecrit, calcule) as grande,
        string_agg(cellule, chr(10) order by cellule nulls last) as cellules
    from cellules
    group by regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, objet, ecrit, calcule
),

places as (
    select
        constates.*,
        row_number() over (
            partition by constates.annee, constates.antenne, constates.petite, constates.grande, constates.cellules
            order by
                case regles.gravite when 'erreur' then 0 when 'avertissement' then 1 else 2 end nulls last,
                constates.regle nulls last,
                constates.site nulls last,
                constates.departement nulls last,
                constates.module nulls last,
                constates.population nulls last,
                constates.mesure nulls last,
                constates.dimension nulls last,
                constates.modalite nulls last,
                constates.objet nulls last
        ) as place
    from constates
    inner join {{ ref('controle_regle') }} as regles on constates.regle = regles.regle
),

distincts as (
    select controles.*
    from controles
    left join places
        on controles.regle = places.regle
        and controles.annee = places.annee
        and controles.antenne = places.antenne
        and controles.site = places.site
        and controles.departement = places.departement
        and controles.module = places.module
        and controles.population = places.population
        and controles.mesure = places.mesure
        and controles.dimension = places.dimension
        and controles.modalite = places.modalite
        and controles.objet = places.objet
        and places.place > 1
        and not controles.tient
    where places.place is null
),

-- What is compared across a declared change of definition: two years, their difference, or rows counted by the
-- definition that holds now and a declaration of before.
traversees as (
    select distinct
        distincts.regle,
        distincts.annee,
        distincts.antenne,
        distincts.module,
        distincts.population,
        distincts.mesure,
        ruptures.texte
    from distincts
    inner join {{ ref('controle_regle') }} as regles on distincts.regle = regles.regle
    inner join {{ ref('controle_objet') }} as objets
        on distincts.mesure = objets.mesure
        and (objets.population is null or objets.population = distincts.population)
        and (objets.module is null or distincts.module in ('', objets.module))
    inner join {{ ref('rupture') }} as ruptures
        on objets.indicateur = ruptures.indicateur
        and distincts.antenne in (ruptures.antenne, 'CPCA')
        and ruptures.population in ('_T', distincts.population)
        and (ruptures.module = '_T' or coalesce(nullif(distincts.module, ''), objets.module, ruptures.module) = ruptures.module)
        and (
            (regles.famille in ('annee', 'evolution') and ruptures.annee = distincts.annee)
            or (regles.famille = 'calcul' and ruptures.annee > distincts.annee)
        )
    where not distincts.tient
),

rompus as (
    select regle, annee, antenne, module, population, mesure, string_agg(texte, ' ' order by texte nulls last) as rupture
    from traversees
    group by regle, annee, antenne, module, population, mesure
),

nombres as (
    select
        distincts.*,
        calcule - ecrit as ecart,
        cast(round(abs(calcule), 2) as decimal(18, 2)) as calcule_arrondi,
        cast(round(abs(ecrit), 2) as decimal(18, 2)) as ecrit_arrondi,
        cast(round(abs(calcule - ecrit), 2) as decimal(18, 2)) as ecart_arrondi
    from distincts
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
