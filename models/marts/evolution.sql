with chiffres as (
    select
        annee,
        antenne,
        site,
        module,
        indicateur,
        provenance,
        valeur,
        absence,
        libelle,
        population,
        unite,
        base,
        contributeurs,
        -- The parts of a sum stand in its base ("+ 12 + 9"): other numbers are no other base.
        translate(base, '0123456789', '') as base_sans_nombre
    from {{ ref('activite') }}
),

annees as (
    select distinct annee from chiffres
),

-- A year is compared with the one before where both are known at all.
cles as (
    select chiffres.annee, antenne, site, module, indicateur, provenance
    from chiffres
    inner join annees on chiffres.annee = annees.annee + 1
    union
    select annees.annee, antenne, site, module, indicateur, provenance
    from chiffres
    inner join annees on chiffres.annee + 1 = annees.annee
),

paires as (
    select
        cles.annee,
        cles.antenne,
        cles.site,
        cles.module,
        cles.indicateur,
        -- Persons of the region counted once are the persons of its sum.
        case when cles.indicateur = 'personnes_sans_double_compte' then 'personnes_accompagnees' else cles.indicateur end as indicateur_somme,
        cles.provenance,
        nouveaux.valeur as valeur_n,
        anciens.valeur as valeur_n_1,
        autres_nouveaux.valeur as autre_n,
        autres_anciens.valeur as autre_n_1,
        coalesce(nouveaux.absence, anciens.absence) as absence_dite,
        nouveaux.population as mot_n,
        anciens.population as mot_n_1,
        nouveaux.base as base_n,
        anciens.base as base_n_1,
        nouveaux.base_sans_nombre <> anciens.base_sans_nombre as autre_base,
        nouveaux.unite <> anciens.unite as autre_unite,
        coalesce(nouveaux.libelle, anciens.libelle) as libelle,
        coalesce(nouveaux.unite, anciens.unite) as unite,
        coalesce(nullif(nouveaux.base, ''), anciens.base, nouveaux.base) as base,
        case when nouveaux.contributeurs < anciens.contributeurs then nouveaux.contributeurs else anciens.contributeurs end as contributeurs
    from cles
    left join chiffres as nouveaux
        on cles.annee = nouveaux.annee
        and cles.antenne = nouveaux.antenne
        and cles.site = nouveaux.site
        and cles.module = nouveaux.module
        and cles.indicateur = nouveaux.indicateur
        and cles.provenance = nouveaux.provenance
    left join chiffres as anciens
        on cles.annee = anciens.annee + 1
        and cles.antenne = anciens.antenne
        and cles.site = anciens.site
        and cles.module = anciens.module
        and cles.indicateur = anciens.indicateur
        and cles.provenance = anciens.provenance
    left join chiffres as autres_nouveaux
        on cles.annee = autres_nouveaux.annee
        and cles.antenne = autres_nouveaux.antenne
        and cles.site = autres_nouveaux.site
        and cles.module = autres_nouveaux.module
        and cles.indicateur = autres_nouveaux.indicateur
        and cles.provenance <> autres_nouveaux.provenance
    left join chiffres as autres_anciens
        on cles.annee = autres_anciens.annee + 1
        and cles.antenne = autres_anciens.antenne
        and cles.site = autres_anciens.site
        and cles.module = autres_anciens.module
        and cles.indicateur = autres_anciens.indicateur
        and cles.provenance <> autres_anciens.provenance
),

-- Which antennes a sum of the region is made of.
sommees as (
    select distinct chiffres.annee, antennes.nom, chiffres.module, chiffres.indicateur
    from chiffres
    inner join {{ ref('antenne') }} as antennes on chiffres.antenne = antennes.code
    where chiffres.site = '_T' and chiffres.provenance = 'calcule' and chiffres.valeur is not null
),

d_une_seule_annee as (
    select nouvelles.annee, nouvelles.module, nouvelles.indicateur, nouvelles.nom, nouvelles.annee - 1 as annee_sans
    from sommees as nouvelles
    left join sommees as anciennes
        on nouvelles.annee = anciennes.annee + 1
        and nouvelles.nom = anciennes.nom
        and nouvelles.module = anciennes.module
        and nouvelles.indicateur = anciennes.indicateur
    where anciennes.annee is null
    union all
    select anciennes.annee + 1 as annee, anciennes.module, anciennes.indicateur, anciennes.nom, anciennes.annee + 1 as annee_sans
    from sommees as anciennes
    left join sommees as nouvelles
        on anciennes.annee + 1 = nouvelles.annee
        and anciennes.nom = nouvelles.nom
        and anciennes.module = nouvelles.module
        and anciennes.indicateur = nouvelles.indicateur
    where nouvelles.annee is null
),

perimetres as (
    select
        annee,
        module,
        indicateur,
        string_agg(nom || ' n’a pas de chiffre en ' || cast(annee_sans as varchar), ' ; ' order by annee_sans nulls last, nom nulls last) as dit
    from d_une_seule_annee
    group by annee, module, indicateur
),

connus as (
    select distinct annee, module, indicateur from sommees
),

-- A break between the two years: of the antenne, or for the region of any; of the module, of all, or within the total.
touches as (
    select distinct paires.annee, paires.antenne, paires.module, paires.indicateur, paires.provenance, paires.site, ruptures.texte
    from paires
    inner join {{ ref('rupture') }} as ruptures
        on paires.annee = ruptures.annee
        and ruptures.indicateur in (paires.indicateur, paires.indicateur_somme)
        and (paires.antenne = ruptures.antenne or paires.antenne = 'CPCA')
        and (paires.module = ruptures.module or paires.module = '_T' or ruptures.module = '_T')
    left join {{ ref('population_dite') }} as mots
        on ruptures.population = mots.population
        and mots.libelle in (paires.mot_n, paires.mot_n_1)
    where ruptures.population = '_T' or mots.population is not null
),

rompues as (
    select annee, antenne, module, indicateur, provenance, site, string_agg(texte, ' ' order by texte nulls last) as dit
    from touches
    group by annee, antenne, module, indicateur, provenance, site
),

-- The total of an antenne, and of a site of hers, is counted over the modules of its list.
listes as (
    select 'orientations' as indicateur, 'orientation' as genre
    union all
    select 'personnes_accompagnees' as indicateur, 'accompagnement' as genre
    union all
    select 'nouveaux_accueils' as indicateur, 'accompagnement' as genre
    union all
    select 'en_cours' as indicateur, 'accompagnement' as genre
    union all
    select 'sorties' as indicateur, 'accompagnement' as genre
    union all
    select 'en_attente' as indicateur, 'attente' as genre
    union all
    select 'entretiens' as indicateur, 'entretien' as genre
    union all
    select 'demandes_non_satisfaites' as indicateur, 'demande' as genre
),

-- The sum of the region is of the same modules if each of its antennes' is.
modules_d_une_annee as (
    select
        case when modules.annee > modules.annee_sans then modules.annee else modules.annee_sans end as annee,
        portees.antenne,
        modules.site,
        listes.indicateur,
        case when portees.antenne = 'CPCA' then antennes.nom || ', ' else '' end || coalesce(dits.libelle, modules.module)
        || ' en ' || cast(modules.annee as varchar) || ' seulement ('
        || case modules.cause
            when 'colonne_absente' then 'des colonnes manquent à la liste de ' || cast(modules.annee_sans as varchar)
            else 'liste de ' || cast(modules.annee_sans as varchar) || ' non reçue ou vide'
        end || ')' as dit
    from {{ ref('module_d_une_annee') }} as modules
    inner join listes on modules.genre = listes.genre
    inner join {{ ref('antenne') }} as antennes on modules.antenne = antennes.code
    inner join (
        select code as envoyeur, code as antenne from {{ ref('antenne') }}
        union all
        select code as envoyeur, 'CPCA' as antenne from {{ ref('antenne') }}
    ) as portees
        on modules.antenne = portees.envoyeur and (portees.antenne <> 'CPCA' or modules.site = '_T')
    left join {{ ref('module_dit') }} as dits on modules.module = dits.code
),

autres_modules as (
    select annee, antenne, site, indicateur, string_agg(dit, ' ; ' order by dit nulls last) as dit
    from modules_d_une_annee
    group by annee, antenne, site, indicateur
),

raisons as (
    select
        paires.*,
        case
            when paires.valeur_n is not null and paires.valeur_n_1 is not null then null
            when paires.valeur_n is not null and paires.autre_n_1 is not null then 'sans_la_meme_provenance_avant'
            when paires.valeur_n_1 is not null and paires.autre_n is not null then 'sans_la_meme_provenance_apres'
            else 'sans_chiffre'
        end as manque,
        case when paires.provenance = 'calcule' then 'calculé' else 'déclaré' end as ceci,
        case when paires.provenance = 'calcule' then 'déclaré' else 'calculé' end as cela,
        rompues.dit as rupture,
        -- Of a sum of the region, the antennes tell the base where they have a figure of their own.
        case when paires.antenne = 'CPCA' and paires.provenance = 'calcule' then perimetres.dit end as perimetre,
        case
            when paires.antenne = 'CPCA' and paires.provenance = 'calcule' and connus.annee is not null then false
            else coalesce(paires.autre_base, false)
        end as base_change,
        case when paires.valeur_n is not null and paires.valeur_n_1 is not null then autres_modules.dit end as modules,
        paires.mot_n <> '' and paires.mot_n_1 <> '' and paires.mot_n <> paires.mot_n_1 as mot_change
    from paires
    left join rompues
        on paires.annee = rompues.annee
        and paires.antenne = rompues.antenne
        and paires.module = rompues.module
        and paires.indicateur = rompues.indicateur
        and paires.provenance = rompues.provenance
        and paires.site = rompues.site
    left join perimetres
        on paires.annee = perimetres.annee
        and paires.module = perimetres.module
        and paires.indicateur_somme = perimetres.indicateur
    left join connus
        on paires.annee = connus.annee
        and paires.module = connus.module
        and paires.indicateur_somme = connus.indicateur
    left join autres_modules
        on paires.annee = autres_modules.annee
        and paires.antenne = autres_modules.antenne
        and paires.site = autres_modules.site
        and paires.indicateur_somme = autres_modules.indicateur
        and paires.module = '_T'
        and paires.provenance = 'calcule'
),

dites as (
    select
        raisons.*,
        concat_ws(
            ' ',
            case manque
                when 'sans_la_meme_provenance_avant' then 'Le chiffre de ' || cast(annee as varchar) || ' est ' || ceci || ', celui de ' || cast(annee - 1 as varchar) || ' est ' || cela || '.'
                when 'sans_la_meme_provenance_apres' then 'Le chiffre de ' || cast(annee as varchar) || ' est ' || cela || ', celui de ' || cast(annee - 1 as varchar) || ' est ' || ceci || '.'
                when 'sans_chiffre' then 'Il n’y a pas de chiffre ' || ceci || ' de '
                    || case when valeur_n is not null then cast(annee - 1 as varchar) when valeur_n_1 is not null then cast(annee as varchar) else cast(annee - 1 as varchar) || ' ni de ' || cast(annee as varchar) end || '.'
            end,
            rupture,
            perimetre || '.',
            'Les modules comptés diffèrent : ' || modules || '.',
            case when mot_change and manque is null then 'Le mot de l’antenne a changé : « ' || mot_n_1 || ' », puis « ' || mot_n || ' ».' end,
            case when base_change and not mot_change and manque is null then 'La base a changé : « ' || base_n_1 || ' », puis « ' || base_n || ' ».' end,
            case when autre_unite and manque is null then 'L’unité a changé.' end
        ) as raison
    from raisons
)

select
    annee,
    antenne,
    site,
    module,
    indicateur,
    provenance,
    case when raison = '' then cast(valeur_n - valeur_n_1 as decimal(18, 4)) end as valeur,
    case when raison = '' then null when manque = 'sans_chiffre' then coalesce(absence_dite, 'non_disponible') else 'sans_objet' end as absence,
    rtrim(rtrim(cast(cast(case when manque = 'sans_la_meme_provenance_apres' then autre_n else valeur_n end as decimal(18, 4)) as varchar), '0'), '.') as valeur_n,
    rtrim(rtrim(cast(cast(case when manque = 'sans_la_meme_provenance_avant' then autre_n_1 else valeur_n_1 end as decimal(18, 4)) as varchar), '0'), '.') as valeur_n_1,
    -- Of a percentage the difference is in points, and has no percentage of its own.
    case
        when raison = '' and valeur_n_1 <> 0 and unite <> '%'
            then cast(cast(round((valeur_n - valeur_n_1) * 100 / cast(valeur_n_1 as decimal(18, 4)), 1) as decimal(18, 1)) as varchar)
    end as evolution_pour_cent,
    case when raison = '' then 'oui' else 'non' end as comparable,
    raison,
    libelle,
    unite,
    base,
    cast(contributeurs as integer) as contributeurs
from dites
