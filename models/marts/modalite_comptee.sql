-- One number per population that a list states: persons are told apart by it, and it is cheaper than its words.
with populations as (
    select
        antenne,
        population,
        indicateur,
        module_enonce,
        module,
        cadre_commun,
        entree,
        false as en_cours_seulement,
        dense_rank() over (
            order by antenne nulls last, population nulls last, indicateur nulls last, module_enonce nulls last
        ) as numero
    from {{ ref('population_comptee') }}
    union all
    select
        antenne,
        'personnes_en_cours' as population,
        'personnes_en_cours' as indicateur,
        cast(null as varchar) as module_enonce,
        cast(null as varchar) as module,
        cast(null as varchar) as cadre_commun,
        cast(null as varchar) as entree,
        true as en_cours_seulement,
        -row_number() over (order by antenne nulls last) as numero
    from (select distinct antenne from {{ ref('accompagnement') }} where rang is not null and en_cours) as antennes
),

-- What decides of a population, once each: lines are told apart by its number, and it is cheaper than its words.
profils_de_population as (
    select
        annee,
        antenne,
        site,
        module,
        cadre_commun,
        entree,
        en_cours,
        row_number() over (
            order by
                annee nulls last,
                antenne nulls last,
                site nulls last,
                module nulls last,
                cadre_commun nulls last,
                entree nulls last,
                en_cours nulls last
        ) as profil
    from (
        select distinct annee, antenne, site, module, cadre_commun, entree, en_cours
        from {{ ref('accompagnement') }}
        where rang is not null
    ) as distincts
),

-- Nearly everybody has one line in the year: they are counted first, then put in each population.
comptes_par_profil as (
    select
        profils.profil,
        case
            when grouping(faits.prescripteur) = 0 then 'prescripteur'
            when grouping(faits.sexe) = 0 then 'sexe'
            when grouping(faits.tranche_age) = 0 then 'age'
            when grouping(faits.ressources) = 0 then 'ressources'
            when grouping(faits.emploi) = 0 then 'situation_professionnelle'
            when grouping(faits.situation_conjugale) = 0 then 'situation_conjugale'
            when grouping(faits.tranche_duree) = 0 then 'duree_accompagnement'
            else 'entree'
        end as dimension,
        coalesce(
            faits.prescripteur,
            faits.sexe,
            faits.tranche_age,
            faits.ressources,
            faits.emploi,
            faits.situation_conjugale,
            faits.tranche_duree
        ) as modalite,
        count(*) as personnes
    from {{ ref('accompagnement') }} as faits
    inner join profils_de_population as profils
        on faits.annee = profils.annee
        and faits.antenne = profils.antenne
        and faits.site is not distinct from profils.site
        and faits.module is not distinct from profils.module
        and faits.cadre_commun is not distinct from profils.cadre_commun
        and faits.entree is not distinct from profils.entree
        and faits.en_cours = profils.en_cours
    where faits.lignes_de_l_annee = 1
    group by grouping sets (
        (profils.profil, faits.prescripteur),
        (profils.profil, faits.sexe),
        (profils.profil, faits.tranche_age),
        (profils.profil, faits.ressources),
        (profils.profil, faits.emploi),
        (profils.profil, faits.situation_conjugale),
        (profils.profil, faits.tranche_duree),
        (profils.profil)
    )
),

comptes_seuls as (
    select
        profils.annee,
        profils.antenne,
        profils.site,
        profils.module,
        profils.cadre_commun,
        profils.entree,
        profils.en_cours,
        comptes.dimension,
        coalesce(case when comptes.dimension = 'entree' then profils.entree else comptes.modalite end, '_U') as modalite,
        comptes.personnes
    from comptes_par_profil as comptes
    inner join profils_de_population as profils on comptes.profil = profils.profil
),

accueils_seuls as (
    select
        comptes.annee,
        populations.numero,
        comptes.site,
        1 as dans_l_antenne,
        comptes.dimension,
        comptes.modalite,
        comptes.personnes
    from comptes_seuls as comptes
    inner join populations
        on comptes.antenne = populations.antenne
        and (populations.module is null or populations.module = comptes.module)
        and (populations.cadre_commun is null or populations.cadre_commun = comptes.cadre_commun)
        and (populations.entree is null or populations.entree = comptes.entree)
        and (not populations.en_cours_seulement or comptes.en_cours)
),

lignes_repetees as (
    select
        faits.annee,
        faits.antenne,
        faits.site,
        faits.personne_key,
        faits.module,
        faits.cadre_commun,
        faits.prescripteur,
        faits.entree,
        faits.en_cours,
        faits.tranche_duree,
        faits.sexe,
        faits.tranche_age,
        faits.ressources,
        faits.emploi,
        faits.situation_conjugale,
        faits.rang
    from {{ ref('accompagnement') }} as faits
    where faits.lignes_de_l_annee > 1
),

retenus as (
    select faits.annee, faits.antenne, faits.personne_key, faits.site, populations.numero
    from lignes_repetees as faits
    inner join populations
        on faits.antenne = populations.antenne
        and (populations.module is null or populations.module = faits.module)
        and (populations.cadre_commun is null or populations.cadre_commun = faits.cadre_commun)
        and (populations.entree is null or populations.entree = faits.entree)
        and (not populations.en_cours_seulement or faits.en_cours)
),

-- A person is once in a population, in the site where all her lines are, or in several.
personnes as (
    select
        annee,
        antenne,
        personne_key,
        numero,
        min(site) as site,
        min(site) <> max(site) as plusieurs_sites
    from retenus
    group by annee, antenne, personne_key, numero
),

-- Whoever is in several sites is in the figure of each, and once in the antenne's.
presents as (
    select annee, antenne, personne_key, numero, case when not plusieurs_sites then site end as site, 1 as dans_l_antenne
    from personnes
    union all
    select distinct retenus.annee, retenus.antenne, retenus.personne_key, retenus.numero, retenus.site, 0 as dans_l_antenne
    from retenus
    inner join personnes
        on retenus.annee = personnes.annee
        and retenus.antenne = personnes.antenne
        and retenus.personne_key = personnes.personne_key
        and retenus.numero = personnes.numero
    where personnes.plusieurs_sites and retenus.site is not null
),

-- What belongs to an accompaniment (who sent, how the person came) is that of the first one of the year.
profils as (
    select
        annee,
        antenne,
        personne_key,
        prescripteur,
        entree,
        tranche_duree,
        sexe,
        tranche_age,
        ressources,
        emploi,
        situation_conjugale
    from lignes_repetees
    where rang = 1
),

accueils_repetes as (
    select
        presents.annee,
        presents.numero,
        presents.site,
        presents.dans_l_antenne,
        case
            when grouping(profils.prescripteur) = 0 then 'prescripteur'
            when grouping(profils.sexe) = 0 then 'sexe'
            when grouping(profils.tranche_age) = 0 then 'age'
            when grouping(profils.ressources) = 0 then 'ressources'
            when grouping(profils.emploi) = 0 then 'situation_professionnelle'
            when grouping(profils.situation_conjugale) = 0 then 'situation_conjugale'
            when grouping(profils.entree) = 0 then 'entree'
            else 'duree_accompagnement'
        end as dimension,
        coalesce(
            profils.prescripteur,
            profils.sexe,
            profils.tranche_age,
            profils.ressources,
            profils.emploi,
            profils.situation_conjugale,
            profils.entree,
            profils.tranche_duree,
            '_U'
        ) as modalite,
        count(presents.personne_key) as personnes
    from presents
    inner join profils
        on presents.annee = profils.annee
        and presents.antenne = profils.antenne
        and presents.personne_key = profils.personne_key
    group by grouping sets (
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.prescripteur),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.sexe),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.tranche_age),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.ressources),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.emploi),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.situation_conjugale),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.entree),
        (presents.annee, presents.numero, presents.site, presents.dans_l_antenne, profils.tranche_duree)
    )
),

accueils as (
    select annee, numero, site, dans_l_antenne, dimension, modalite, personnes
    from accueils_seuls
    union all
    select annee, numero, site, dans_l_antenne, dimension, modalite, personnes
    from accueils_repetes
),

mots as (
    select distinct numero, antenne, population, indicateur, module_enonce from populations
),

sorties as (
    select
        annee,
        antenne,
        site,
        case
            when grouping(motif) = 0 then 'motif_sortie'
            when grouping(tranche_duree) = 0 then 'duree_accompagnement'
            else 'cohorte_entree'
        end as dimension,
        coalesce(motif, tranche_duree, cohorte_entree, '_U') as modalite,
        count(personne_key) as personnes
    from {{ ref('fait_sortie') }}
    where personne_sortie
    group by grouping sets (
        (annee, antenne, site, motif),
        (annee, antenne, site, tranche_duree),
        (annee, antenne, site, cohorte_entree)
    )
),

comptes as (
    select
        accueils.annee,
        mots.antenne,
        accueils.site,
        mots.population,
        mots.indicateur,
        mots.module_enonce as module,
        accueils.dimension,
        accueils.modalite,
        accueils.personnes,
        accueils.dans_l_antenne
    from accueils
    inner join mots on accueils.numero = mots.numero
    where accueils.dimension <> 'duree_accompagnement' or mots.population = 'personnes_en_cours'
    union all
    select
        annee,
        antenne,
        site,
        'personnes_sorties' as population,
        'sorties' as indicateur,
        cast(null as varchar) as module,
        dimension,
        modalite,
        personnes,
        1 as dans_l_antenne
    from sorties
)

-- A person without a site is in the antenne's figure, and in that of no site.
select
    annee,
    antenne,
    site,
    population,
    indicateur,
    module,
    dimension,
    modalite,
    cast(sum(personnes) as integer) as personnes
from comptes
where site is not null
group by annee, antenne, site, population, indicateur, module, dimension, modalite
union all
select
    annee,
    antenne,
    cast(null as varchar) as site,
    population,
    indicateur,
    module,
    dimension,
    modalite,
    cast(sum(personnes) as integer) as personnes
from comptes
where dans_l_antenne = 1
group by annee, antenne, population, indicateur, module, dimension, modalite
