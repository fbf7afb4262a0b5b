with mesures as (
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
            when indicateurs.indicateur = 'personnes' and hebergements.antenne = 'CPCA'
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
            when 'taux_occupation' then 'jours-places'
            when 'nuitees_par_sejour' then 'séjours'
            when 'nuitees_par_personne' then 'personnes'
            else 'séjours finis'
        end as mot,
        case when indicateurs.indicateur in ('personnes', 'nuitees_par_personne') then hebergements.sejours_sans_personne end as inconnus,
        case when indicateurs.indicateur not in ('places', 'jours_places') then hebergements.personnes end as contributeurs
    from {{ ref('hebergement') }} as hebergements
    inner join {{ ref('indicateur_cube') }} as indicateurs on indicateurs.cube = 'hebergement'
),

-- Who states places or sends stays is in the sum; whoever does neither may have no housing, or says nothing of it.
muettes as (
    select presentes.annee, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct annee from {{ ref('hebergement') }}) as presentes
    cross join {{ ref('antenne') }} as antennes
    left join (select distinct annee, antenne from {{ ref('hebergement') }} where nuitees is not null) as envois
        on presentes.annee = envois.annee and antennes.code = envois.antenne
    where envois.antenne is null
    group by presentes.annee
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
    || case when mesures.antenne = 'CPCA' and muettes.noms is not null then ' ; sans séjours transmis : ' || muettes.noms else '' end as base,
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
left join muettes on mesures.annee = muettes.annee
left join {{ ref('source_de_genre') }} as sources
    on mesures.annee = sources.annee and mesures.antenne = sources.antenne and sources.genre = 'hebergement'
