-- One line per person who leaves a module: those who left alike are told together, with how many they are.
with semblables as (
    select
        annee,
        antenne,
        site,
        module,
        motif,
        motif_2,
        classe_fine,
        classe_large,
        classe_fine_2,
        classe_large_2,
        tranche_duree,
        count(*) as personnes
    from {{ ref('sortie_de_module') }}
    group by annee, antenne, site, module, motif, motif_2, classe_fine, classe_large, classe_fine_2, classe_large_2, tranche_duree
),

-- A person with two motifs is counted under each of them, and once in the base: only the first line of each stands for her.
dites as (
    select
        annee,
        antenne,
        site,
        module,
        'motif' as niveau,
        coalesce(motif, '_U') as modalite,
        motif is null or classe_fine = 'inconnu' or (motif_2 is not null and classe_fine_2 = 'inconnu') as inconnue,
        true as premiere,
        personnes
    from semblables
    union all
    select annee, antenne, site, module, 'motif' as niveau, motif_2 as modalite, classe_fine_2 = 'inconnu' as inconnue, false as premiere, personnes
    from semblables
    where motif_2 is not null and motif_2 is distinct from motif
    union all
    select annee, antenne, site, module, 'classe_fine' as niveau, classe_fine as modalite, classe_fine = 'inconnu' as inconnue, true as premiere, personnes
    from semblables
    union all
    -- A second motif that nobody knows does not make the first one unknown.
    select annee, antenne, site, module, 'classe_fine' as niveau, classe_fine_2 as modalite, false as inconnue, false as premiere, personnes
    from semblables
    where classe_fine_2 <> 'inconnu' and classe_fine_2 <> classe_fine
    union all
    select annee, antenne, site, module, 'classe_large' as niveau, classe_large as modalite, classe_large = 'inconnue' as inconnue, true as premiere, personnes
    from semblables
    union all
    select annee, antenne, site, module, 'classe_large' as niveau, classe_large_2 as modalite, false as inconnue, false as premiere, personnes
    from semblables
    where classe_large_2 <> 'inconnue' and classe_large_2 <> classe_large
    union all
    select
        annee,
        antenne,
        site,
        module,
        'duree' as niveau,
        coalesce(tranche_duree, 'inconnu') as modalite,
        tranche_duree is null as inconnue,
        true as premiere,
        personnes
    from semblables
),

comptes as (
    select
        annee,
        antenne,
        case when grouping(site) = 1 then '_T' else coalesce(site, '_U') end as site,
        module,
        niveau,
        modalite,
        sum(personnes) as valeur
    from dites
    group by grouping sets ((annee, antenne, module, niveau, modalite), (annee, antenne, site, module, niveau, modalite))
),

bases as (
    select
        annee,
        antenne,
        case when grouping(site) = 1 then '_T' else coalesce(site, '_U') end as site,
        module,
        niveau,
        sum(case when premiere then personnes else 0 end) as base_valeur,
        sum(case when premiere and inconnue then personnes else 0 end) as inconnus
    from dites
    group by grouping sets ((annee, antenne, module, niveau), (annee, antenne, site, module, niveau))
),

-- A class that the antenne's own list can tell, and that nobody left by, is a true zero; one that it cannot tell has no row.
classes as (
    select antenne, 'classe_fine' as niveau, classe_fine as modalite from {{ ref('motif_classe') }}
    union
    select antenne, 'classe_large' as niveau, classe_large as modalite from {{ ref('motif_classe') }}
),

grille as (
    select bases.annee, bases.antenne, bases.site, bases.module, bases.niveau, classes.modalite
    from bases
    inner join classes on bases.antenne = classes.antenne and bases.niveau = classes.niveau
    union
    select annee, antenne, site, module, niveau, modalite
    from comptes
),

par_antenne as (
    select
        grille.annee,
        grille.antenne,
        grille.site,
        grille.module,
        grille.niveau,
        grille.modalite,
        coalesce(comptes.valeur, 0) as valeur,
        bases.base_valeur,
        bases.inconnus
    from grille
    inner join bases
        on grille.annee = bases.annee
        and grille.antenne = bases.antenne
        and grille.site = bases.site
        and grille.module = bases.module
        and grille.niveau = bases.niveau
    left join comptes
        on grille.annee = comptes.annee
        and grille.antenne = comptes.antenne
        and grille.site = comptes.site
        and grille.module = comptes.module
        and grille.niveau = comptes.niveau
        and grille.modalite = comptes.modalite
),

region_bases as (
    select annee, module, niveau, sum(base_valeur) as base_valeur, sum(inconnus) as inconnus
    from bases
    where site = '_T' and niveau <> 'motif'
    group by annee, module, niveau
),

region as (
    select par_antenne.annee, par_antenne.module, par_antenne.niveau, par_antenne.modalite, sum(par_antenne.valeur) as valeur
    from par_antenne
    where par_antenne.site = '_T' and par_antenne.niveau <> 'motif'
    group by par_antenne.annee, par_antenne.module, par_antenne.niveau, par_antenne.modalite
),

final as (
    select annee, antenne, site, module, niveau, modalite, valeur, base_valeur, inconnus
    from par_antenne
    union all
    select
        region.annee,
        'CPCA' as antenne,
        '_T' as site,
        region.module,
        region.niveau,
        region.modalite,
        region.valeur,
        region_bases.base_valeur,
        region_bases.inconnus
    from region
    inner join region_bases
        on region.annee = region_bases.annee and region.module = region_bases.module and region.niveau = region_bases.niveau
),

parts as (
    select
        final.*,
        classes_nommees.libelle,
        cast(cast(valeur * 100 as decimal(38, 4)) / nullif(base_valeur, 0) as decimal(18, 4)) as part,
        case
            when modalite not in ('_U', 'inconnu', 'inconnue', 'non_transmis', 'sans_objet')
                then cast(cast(valeur * 100 as decimal(38, 4)) / nullif(base_valeur - inconnus, 0) as decimal(18, 4))
        end as part_des_connus
    from final
    left join {{ ref('classe_sortie') }} as classes_nommees
        on final.niveau = classes_nommees.niveau and final.modalite = classes_nommees.code
)

select
    annee,
    antenne,
    site,
    module,
    niveau,
    modalite,
    libelle,
    case
        when module = '_T' then 'personnes que l’antenne n’accompagne plus au 31 décembre'
        else 'personnes sorties du module, qui n’y sont plus suivies au 31 décembre'
    end || case when antenne = 'CPCA' then ' ; somme des antennes' else '' end as base_libelle,
    cast(valeur as varchar) || ' / ' || cast(base_valeur as varchar) || ' = '
    || replace(cast(cast(part as decimal(18, 1)) as varchar), '.', ',') || ' %' as formule,
    cast(valeur as integer) as valeur,
    cast(base_valeur as integer) as base_valeur,
    cast(inconnus as integer) as inconnus,
    part,
    part_des_connus
from parts
