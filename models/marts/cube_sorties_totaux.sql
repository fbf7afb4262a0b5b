with personnes as (
    select distinct
        annee,
        antenne,
        site,
        module,
        base_libelle,
        base_valeur
    from {{ ref('sorties') }}
    where niveau = 'duree'
),

mesures_terminees as (
    select
        annee,
        antenne,
        case when grouping(site) = 1 then '_T' else coalesce(site, '_U') end as site,
        case when grouping(module) = 1 then '_T' else coalesce(module, '_U') end as module,
        count(*) as mesures,
        count(distinct personne_key) as personnes
    from {{ ref('fait_sortie') }}
    group by grouping sets ((annee, antenne, site, module), (annee, antenne, module), (annee, antenne, site), (annee, antenne))
),

maintiens as (
    select
        annee,
        antenne,
        module,
        'maintien_' || cast(mois as varchar) || '_mois' as indicateur,
        base_libelle,
        encore_suivies,
        base_valeur,
        censurees + sans_nouvelles as inconnus
    from {{ ref('maintien') }}
),

mesures as (
    select
        annee,
        antenne,
        site,
        module,
        'sortie' as genre,
        'personnes_sorties' as indicateur,
        base_libelle as base,
        cast(base_valeur as decimal(18, 4)) as volume,
        cast(null as integer) as numerateur,
        cast(null as integer) as denominateur,
        cast(null as integer) as inconnus,
        base_valeur as contributeurs
    from personnes
    where antenne <> 'CPCA'
    union all
    select annee, antenne, site, module, 'sortie' as genre, 'mesures_terminees' as indicateur, '' as base, mesures, null, null, null, personnes
    from mesures_terminees
    union all
    select annee, antenne, '_T' as site, module, 'accompagnement' as genre, indicateur, base_libelle as base, null, encore_suivies, base_valeur, inconnus, null
    from maintiens
),

muettes as (
    select presentes.annee, presentes.indicateur, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct annee, indicateur from mesures) as presentes
    cross join {{ ref('antenne') }} as antennes
    left join (select distinct annee, antenne, indicateur from mesures) as envois
        on presentes.annee = envois.annee and presentes.indicateur = envois.indicateur and antennes.code = envois.antenne
    where envois.antenne is null
    group by presentes.annee, presentes.indicateur
),

ensemble as (
    select annee, antenne, site, module, genre, indicateur, base, volume, numerateur, denominateur, inconnus, contributeurs
    from mesures
    union all
    select
        annee,
        'CPCA' as antenne,
        '_T' as site,
        module,
        min(genre) as genre,
        indicateur,
        min(base) as base,
        sum(volume) as volume,
        sum(numerateur) as numerateur,
        sum(denominateur) as denominateur,
        sum(inconnus) as inconnus,
        cast(null as integer) as contributeurs
    from mesures
    where mesures.site = '_T'
    group by annee, module, indicateur
),

calculees as (
    select
        ensemble.*,
        indicateurs.libelle,
        indicateurs.unite,
        coalesce(nullif(ensemble.base, ''), indicateurs.base) || case when ensemble.antenne = 'CPCA' then ' ; somme des antennes' else '' end as base_dite,
        indicateurs.formule is not null as rapport,
        case
            when indicateurs.formule is null then ensemble.volume
            else cast(cast(ensemble.numerateur * 100 as decimal(38, 4)) / nullif(ensemble.denominateur, 0) as decimal(18, 4))
        end as valeur
    from ensemble
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'sorties_totaux' and ensemble.indicateur = indicateurs.indicateur
)

select
    calculees.annee,
    calculees.antenne,
    calculees.site,
    calculees.module,
    calculees.indicateur,
    cast(calculees.valeur as decimal(18, 4)) as valeur,
    case when calculees.valeur is null then 'sans_objet' end as absence,
    calculees.libelle,
    calculees.unite,
    calculees.base_dite || case when calculees.antenne = 'CPCA' and muettes.noms is not null then ' ; sans lignes : ' || muettes.noms else '' end as base,
    cast(calculees.numerateur as integer) as numerateur,
    cast(calculees.denominateur as integer) as denominateur,
    cast(calculees.inconnus as integer) as inconnus,
    case
        when calculees.rapport and calculees.valeur is not null
            then {{ french('calculees.numerateur', 0) }} || ' / ' || {{ french('calculees.denominateur', 0) }} || case when calculees.denominateur > 1 then ' entrées = ' else ' entrée = ' end || {{ french('calculees.valeur', 1) }} || ' %'
    end as formule,
    'calcule' as provenance,
    -- Whether a person stayed is read in the next year's file too.
    coalesce(case when calculees.rapport then sources.source_avec_suivante else sources.source end, '') as source,
    cast(calculees.contributeurs as integer) as contributeurs
from calculees
left join muettes on calculees.annee = muettes.annee and calculees.indicateur = muettes.indicateur
left join {{ ref('source_de_genre') }} as sources
    on calculees.annee = sources.annee and calculees.antenne = sources.antenne and calculees.genre = sources.genre
