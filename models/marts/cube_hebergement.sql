-- What is told of a site with one flat is told of that flat, and the other sites give it by difference: it is the antenne's own.
with sites_reserves as (
    select distinct annee, antenne
    from (
        select annee, antenne, site
        from {{ ref('hebergement_logement') }}
        group by annee, antenne, site
        having count(distinct logement) = 1
    ) as sites_d_un_logement
),

mesures as (
    select
        hebergements.annee,
        hebergements.antenne,
        hebergements.site,
        hebergements.type_place,
        hebergements.absence_occupation,
        hebergements.sejours_finis,
        indicateurs.indicateur,
        indicateurs.libelle,
        indicateurs.unite,
        indicateurs.formule is not null and indicateurs.indicateur <> 'jours_places' as rapport,
        case
            when indicateurs.indicateur in ('personnes', 'nuitees_par_personne') and hebergements.antenne = 'CPCA'
                then indicateurs.base || ', sans double compte entre antennes'
            when hebergements.antenne = 'CPCA' and indicateurs.indicateur <> 'taux_occupation' then indicateurs.base_region
            else indicateurs.base
        end as base,
        case indicateurs.indicateur
            when 'personnes' then hebergements.personnes
            when 'sejours' then hebergements.sejours
            when 'nuitees' then hebergements.nuitees
            when 'places' then hebergements.places_fin_annee
            when 'jours_places' then hebergements.jours_places
            when 'taux_occupation' then hebergements.taux_occupation
            when 'nuitees_par_sejour' then hebergements.nuitees_par_sejour
            when 'nuitees_par_personne' then hebergements.nuitees_par_personne
            when 'duree_sejours_finis' then hebergements.duree_sejours_finis
        end as valeur,
        case indicateurs.indicateur
            when 'taux_occupation' then hebergements.occupation_numerateur
            when 'nuitees_par_sejour' then hebergements.nuitees
            when 'nuitees_par_personne' then hebergements.nuitees
            when 'duree_sejours_finis' then hebergements.jours_sejours_finis
        end as numerateur,
        case indicateurs.indicateur
            when 'taux_occupation' then hebergements.occupation_denominateur
            when 'nuitees_par_sejour' then hebergements.sejours
            when 'nuitees_par_personne' then hebergements.personnes
            when 'duree_sejours_finis' then hebergements.sejours_finis
        end as denominateur,
        case indicateurs.indicateur
            when 'taux_occupation' then case when hebergements.occupation_denominateur > 1 then 'jours-places' else 'jour-place' end
            when 'nuitees_par_sejour' then case when hebergements.sejours > 1 then 'séjours' else 'séjour' end
            when 'nuitees_par_personne' then case when hebergements.personnes > 1 then 'personnes' else 'personne' end
            else case when hebergements.sejours_finis > 1 then 'séjours finis' else 'séjour fini' end
        end as mot,
        case when indicateurs.indicateur in ('personnes', 'nuitees_par_personne') then hebergements.sejours_sans_personne end as inconnus,
        case when indicateurs.indicateur not in ('places', 'jours_places') then hebergements.personnes end as contributeurs
    from {{ ref('hebergement') }} as hebergements
    inner join {{ ref('indicateur_cube') }} as indicateurs on indicateurs.cube = 'hebergement'
    left join sites_reserves on hebergements.annee = sites_reserves.annee and hebergements.antenne = sites_reserves.antenne
    where hebergements.site = '_T' or sites_reserves.antenne is null
),

-- Who states places or sends stays is in the sum; whoever does neither may have no housing, or says nothing of it.
enonces as (
    select distinct annee, antenne, 'séjours transmis' as quoi from {{ ref('hebergement') }} where nuitees is not null
    union
    select distinct annee, antenne, 'places énoncées' as quoi from {{ ref('hebergement') }} where jours_places is not null
),

muettes as (
    select presentes.annee, presentes.quoi, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct annee, quoi from enonces) as presentes
    cross join {{ ref('antenne') }} as antennes
    left join enonces
        on presentes.annee = enonces.annee and presentes.quoi = enonces.quoi and antennes.code = enonces.antenne
    where enonces.antenne is null
    group by presentes.annee, presentes.quoi
)

select
    mesures.annee,
    mesures.antenne,
    mesures.site,
    mesures.type_place,
    mesures.indicateur,
    cast(mesures.valeur as decimal(18, 4)) as valeur,
    case
        when mesures.valeur is not null then null
        when mesures.denominateur = 0 then 'sans_objet'
        when mesures.indicateur = 'duree_sejours_finis' and mesures.sejours_finis is not null then 'sans_objet'
        else 'non_transmis'
    end as absence,
    mesures.libelle,
    mesures.unite,
    mesures.base
    || case when mesures.antenne = 'CPCA' and muettes.noms is not null then ' ; sans ' || muettes.quoi || ' : ' || muettes.noms else '' end as base,
    cast(mesures.numerateur as integer) as numerateur,
    cast(mesures.denominateur as integer) as denominateur,
    cast(mesures.inconnus as integer) as inconnus,
    case
        when mesures.rapport and mesures.valeur is not null
            then {{ french('mesures.numerateur', 0) }} || ' / ' || {{ french('mesures.denominateur', 0) }} || ' ' || mesures.mot || ' = '
                || {{ french('mesures.valeur', 1) }} || case when mesures.unite = '%' then ' %' else '' end
    end as formule,
    'calcule' as provenance,
    coalesce(sources.source, '') as source,
    cast(mesures.contributeurs as integer) as contributeurs
from mesures
left join muettes
    on mesures.annee = muettes.annee
    and muettes.quoi = case when mesures.indicateur in ('places', 'jours_places') then 'places énoncées' else 'séjours transmis' end
left join {{ ref('source_de_genre') }} as sources
    on mesures.annee = sources.annee and mesures.antenne = sources.antenne and sources.genre = 'hebergement'
