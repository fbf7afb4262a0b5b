with comptes as (
    select * from {{ ref('compte_enonce') }} where valeur is not null
),

grandeurs as (
    select
        grandeurs.*,
        case when annee % 4 = 0 and (annee % 100 <> 0 or annee % 400 = 0) then 366 else 365 end as jours
    from {{ ref('grandeur_enoncee') }} as grandeurs
),

entre_grandeurs as (
    select
        regles.regle,
        petites.annee,
        petites.antenne,
        petites.site,
        petites.departement,
        petites.module,
        petites.population,
        petites.grandeur as mesure,
        petites.dimension,
        petites.modalite,
        petites.unite,
        petites.texte,
        petites.sources || chr(10) || grandes.sources as sources,
        petites.valeur,
        petites.bas,
        grandes.texte || case when regles.par_jour then ' × ' || cast(grandes.jours as varchar) else '' end as grande_texte,
        grandes.valeur * case when regles.par_jour then grandes.jours else 1 end as grande_valeur,
        grandes.haut * case when regles.par_jour then grandes.jours else 1 end as grande_haut
    from {{ ref('stg_controle_inegalite') }} as regles
    inner join grandeurs as petites on regles.petit = petites.grandeur
    inner join grandeurs as grandes
        on regles.grand = grandes.grandeur
        and petites.annee = grandes.annee
        and petites.antenne = grandes.antenne
        and petites.site = grandes.site
        and petites.departement = grandes.departement
        and petites.module = grandes.module
        and petites.dimension = grandes.dimension
        and petites.modalite = grandes.modalite
    where regles.portee = 'antenne'
),

liens as (
    select population, ensemble
    from {{ ref('stg_controle_population') }}
    where relation in ('partie', 'couvre')
),

entre_populations as (
    select
        petites.annee,
        petites.antenne,
        petites.site,
        petites.departement,
        petites.module,
        petites.population,
        petites.mesure,
        petites.dimension,
        petites.modalite,
        petites.unite,
        petites.texte,
        petites.sources || chr(10) || grandes.sources as sources,
        petites.valeur,
        petites.bas,
        grandes.population as ensemble,
        grandes.texte as grande_texte,
        grandes.valeur as grande_valeur,
        grandes.haut as grande_haut,
        row_number() over (
            partition by petites.rang, petites.derive, petites.dimension, petites.modalite, grandes.population
            order by
                case when grandes.module = '' then 0 else 1 end nulls last,
                case when grandes.derive = '' then 0 else 1 end nulls last,
                grandes.rang nulls last
        ) as choix
    from comptes as petites
    inner join liens on petites.population = liens.population
    inner join comptes as grandes
        on liens.ensemble = grandes.population
        and petites.annee = grandes.annee
        and petites.antenne = grandes.antenne
        and petites.site = grandes.site
        and petites.departement = grandes.departement
        and (grandes.module = '' or grandes.module = petites.module)
        and petites.dimension = grandes.dimension
        and petites.modalite = grandes.modalite
        and petites.mesure = 'decompte'
        and (grandes.mesure = 'decompte' or grandes.mesure = 'personnes_convoquees')
        and (petites.unite = grandes.unite or (petites.unite = 'personne' and grandes.unite = 'orientation'))
    -- A part that is itself but a sum of sites may count a person twice.
    where petites.derive = ''
),

entre_modules as (
    select
        petits.annee,
        petits.antenne,
        petits.site,
        petits.departement,
        petits.module,
        petits.population,
        petits.mesure,
        petits.dimension,
        petits.modalite,
        petits.unite,
        petits.texte,
        petits.sources || chr(10) || touts.sources as sources,
        petits.valeur,
        petits.bas,
        touts.texte as grande_texte,
        touts.valeur as grande_valeur,
        touts.haut as grande_haut
    from comptes as petits
    inner join comptes as touts
        on petits.annee = touts.annee
        and petits.antenne = touts.antenne
        and petits.site = touts.site
        and petits.departement = touts.departement
        and petits.population = touts.population
        and petits.mesure = touts.mesure
        and petits.dimension = touts.dimension
        and petits.modalite = touts.modalite
        and petits.unite = touts.unite
    where petits.module <> '' and touts.module = '' and petits.population <> ''
        and petits.derive = '' and touts.derive = '' and petits.genre in ('effectif', 'volume')
),

final as (
    select regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, '' as objet, unite, texte, sources, valeur, bas, grande_texte, grande_valeur, grande_haut
    from entre_grandeurs
    union all
    select 'sous_population' as regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, ensemble as objet, unite, texte, sources, valeur, bas, grande_texte, grande_valeur, grande_haut
    from entre_populations
    where choix = 1
    union all
    select 'module_au_plus_tous' as regle, annee, antenne, site, departement, module, population, mesure, dimension, modalite, '' as objet, unite, texte, sources, valeur, bas, grande_texte, grande_valeur, grande_haut
    from entre_modules
)

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
    unite,
    texte as ecrit_texte,
    texte
    || case when bas <= grande_haut then ' ≤ ' else ' > ' end
    || grande_texte
    || case when strpos(grande_texte, ' + ') > 0 or strpos(grande_texte, ' × ') > 0 then ' = {calcule}' else '' end as formule,
    sources,
    'Autre définition, ou omission dans le plus grand des deux : {ecart} de trop.' as lecture,
    valeur as ecrit,
    cast(grande_valeur as decimal(18, 4)) as calcule,
    bas <= grande_haut as tient
from final
