-- Where persons live is a characteristic: only the reading by the place of accompaniment is here.
with lus as (
    select
        couvertures.annee,
        couvertures.departement,
        couvertures.lecture,
        couvertures.absence as absence_personnes,
        couvertures.antennes_sans_lignes,
        couvertures.millesime,
        couvertures.population_source,
        couvertures.victimes_source,
        couvertures.personnes as suivies,
        indicateurs.indicateur,
        indicateurs.libelle,
        indicateurs.unite,
        indicateurs.base,
        indicateurs.formule is not null as rapport,
        case indicateurs.indicateur
            when 'personnes' then couvertures.personnes
            when 'pour_100_victimes' then couvertures.pour_100_victimes
            when 'pour_10000_habitants' then couvertures.pour_10000_habitants
            when 'victimes' then couvertures.victimes
            when 'habitants' then couvertures.habitants
            when 'actions_en_place' then couvertures.actions_en_place
            when 'actions_reference' then couvertures.actions_reference
            when 'part_actions_en_place' then couvertures.part_actions_en_place
            when 'sites' then couvertures.sites
        end as valeur,
        case
            when indicateurs.indicateur in ('pour_100_victimes', 'pour_10000_habitants') then couvertures.personnes
            when indicateurs.indicateur = 'part_actions_en_place' then couvertures.actions_en_place
        end as numerateur,
        case indicateurs.indicateur
            when 'pour_100_victimes' then couvertures.victimes
            when 'pour_10000_habitants' then couvertures.habitants
            when 'part_actions_en_place' then couvertures.actions_reference
        end as denominateur,
        case indicateurs.indicateur
            when 'personnes' then 'accompagnement'
            when 'pour_100_victimes' then 'accompagnement'
            when 'pour_10000_habitants' then 'accompagnement'
            when 'actions_en_place' then 'offre'
            when 'actions_reference' then 'offre'
            when 'part_actions_en_place' then 'offre'
            when 'sites' then 'offre'
        end as genre
    from {{ ref('couverture') }} as couvertures
    inner join {{ ref('indicateur_cube') }} as indicateurs on indicateurs.cube = 'territoires'
    where couvertures.lecture = 'accompagnement'
),

-- The files of a territory are those of its antennes and of whoever follows persons on its sites.
fichiers as (
    select
        suivantes.annee,
        case when grouping(suivantes.departement) = 1 then '_T' else suivantes.departement end as departement,
        string_agg(distinct fichiers.fichier, chr(10) order by fichiers.fichier nulls last) as source
    from {{ ref('antenne_du_territoire') }} as suivantes
    inner join {{ ref('fichier_de_genre') }} as fichiers
        on suivantes.annee = fichiers.annee and suivantes.antenne = fichiers.antenne and fichiers.genre = 'accompagnement'
    group by grouping sets ((suivantes.annee, suivantes.departement), (suivantes.annee))
),

noms as (
    select couvertures.annee, couvertures.departement, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from {{ ref('couverture') }} as couvertures
    inner join {{ ref('antenne') }} as antennes
        on strpos(', ' || couvertures.antennes_sans_lignes || ',', ', ' || antennes.code || ',') > 0
    where couvertures.lecture = 'accompagnement'
    group by couvertures.annee, couvertures.departement
)

select
    lus.annee,
    lus.departement,
    lus.lecture,
    lus.indicateur,
    cast(lus.valeur as decimal(18, 4)) as valeur,
    case
        when lus.valeur is not null then null
        when lus.denominateur = 0 then 'sans_objet'
        when lus.genre = 'accompagnement' and lus.suivies is null then coalesce(lus.absence_personnes, 'non_disponible')
        when lus.genre = 'offre' then 'non_transmis'
        else 'non_disponible'
    end as absence,
    lus.libelle,
    lus.unite,
    lus.base
    || case when lus.indicateur in ('habitants', 'pour_10000_habitants') and lus.millesime is not null then ' (population municipale ' || cast(lus.millesime as varchar) || ')' else '' end
    || case when lus.genre = 'accompagnement' and noms.noms is not null then ' ; sans lignes : ' || noms.noms else '' end as base,
    cast(lus.numerateur as integer) as numerateur,
    cast(lus.denominateur as integer) as denominateur,
    cast(null as integer) as inconnus,
    case
        when lus.rapport and lus.valeur is not null
            then {{ french('lus.numerateur', 0) }} || ' / ' || {{ french('lus.denominateur', 0) }}
                || case lus.indicateur
                    when 'pour_100_victimes' then ' victimes × 100 = ' || {{ french('lus.valeur', 1) }}
                    when 'pour_10000_habitants' then ' habitants × 10 000 = ' || {{ french('lus.valeur', 1) }}
                    else ' actions = ' || {{ french('lus.valeur', 1) }} || ' %'
                end
    end as formule,
    case when lus.genre = 'accompagnement' then 'calcule' else 'declare' end as provenance,
    concat_ws(
        chr(10),
        case when lus.genre = 'accompagnement' then fichiers.source when lus.genre = 'offre' then offres.source end,
        case when lus.indicateur in ('victimes', 'pour_100_victimes') then lus.victimes_source end,
        case when lus.indicateur in ('habitants', 'pour_10000_habitants') then lus.population_source end
    ) as source,
    case when lus.genre = 'accompagnement' then lus.suivies end as contributeurs
from lus
left join fichiers on lus.annee = fichiers.annee and lus.departement = fichiers.departement
left join noms on lus.annee = noms.annee and lus.departement = noms.departement
left join {{ ref('source_de_genre') }} as offres on lus.annee = offres.annee and offres.antenne = 'CPCA' and offres.genre = 'offre'
