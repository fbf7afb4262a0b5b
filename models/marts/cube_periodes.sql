with muettes as (
    select
        presentes.periode,
        presentes.indicateur,
        count(*) as nombre,
        string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct periode, indicateur from {{ ref('periode_activite') }} where antenne = 'CPCA') as presentes
    cross join {{ ref('antenne') }} as antennes
    left join {{ ref('periode_activite') }} as envois
        on presentes.periode = envois.periode
        and presentes.indicateur = envois.indicateur
        and antennes.code = envois.antenne
        and envois.valeur is not null
    where envois.antenne is null
    group by presentes.periode, presentes.indicateur
)

select
    periodes.annee,
    periodes.antenne,
    periodes.genre,
    periodes.periode,
    periodes.indicateur,
    cast(periodes.valeur as decimal(18, 4)) as valeur,
    case when periodes.valeur is null then 'non_transmis' end as absence,
    indicateurs.libelle,
    indicateurs.unite,
    case when periodes.antenne = 'CPCA' then indicateurs.base_region else indicateurs.base end
    || case when periodes.antenne = 'CPCA' and muettes.noms is not null then ' ; sans lignes : ' || muettes.noms else '' end
    || case when periodes.antennes_au_moins < periodes.antennes_au_plus
        then ' ; selon le mois, ' || {{ french('periodes.antennes_au_moins', 0) }} || ' à ' || {{ french('periodes.antennes_au_plus', 0) }} || ' antennes'
        else '' end as base,
    cast(null as integer) as numerateur,
    cast(null as integer) as denominateur,
    periodes.sans_date as inconnus,
    cast(null as varchar) as formule,
    'calcule' as provenance,
    coalesce(
        case when periodes.genre = 'douze_mois' and periodes.periode not like '%-12/12m' then sources.source_avec_precedente else sources.source end,
        ''
    ) as source,
    case when periodes.indicateur = 'personnes_accompagnees' then periodes.valeur end as contributeurs
from {{ ref('periode_activite') }} as periodes
inner join {{ ref('indicateur_cube') }} as indicateurs
    on indicateurs.cube = 'periodes' and periodes.indicateur = indicateurs.indicateur
left join muettes on periodes.periode = muettes.periode and periodes.indicateur = muettes.indicateur
left join {{ ref('source_de_genre') }} as sources
    on periodes.annee = sources.annee
    and periodes.antenne = sources.antenne
    and sources.genre = case periodes.indicateur
        when 'entrees' then 'accompagnement'
        when 'personnes_accompagnees' then 'accompagnement'
        when 'nuitees' then 'sejour'
        when 'orientations' then 'orientation'
        when 'participations' then 'participation'
        when 'sorties' then 'sortie'
    end
-- A calendar year is the cube of activity's.
where periodes.genre in ('mois', 'trimestre', 'douze_mois')
