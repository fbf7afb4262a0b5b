-- What the calendar asks for, and what came beside it; of an antenne that never sent, one at least.
with attendues as (
    select annee, antenne, greatest(count(distinct nullif(source, '')), 1) as sources
    from (
        select annee, antenne, source from {{ ref('qualite_envoi') }}
        union all
        select annee, antenne, source
        from {{ ref('calendrier_envoi') }}
        where obligatoire
    ) as suites
    group by annee, antenne
),

envois as (
    select
        annee,
        antenne,
        sum(lus) as lus,
        sum(charges) as charges,
        sum(a_corriger) as a_corriger,
        count(case when recu then 1 end) as recues,
        count(case when en_retard then 1 end) as en_retard,
        count(case when recu and en_retard is null then 1 end) as sans_echeance,
        count(case when validation = 'valide' then 1 end) as validees,
        string_agg(nullif(replace(fichiers, ' ; ', chr(10)), ''), chr(10) order by source nulls last) as source
    from {{ ref('qualite_envoi') }}
    group by annee, antenne
),

champs as (
    select
        annee,
        antenne,
        'champs_' || entite as objet,
        sum(base_valeur) as attendues,
        sum(connus) as connues,
        sum(inconnus) as inconnues,
        sum(non_transmis) as non_transmises,
        sum(vides) as vides
    from {{ ref('qualite_champ') }}
    group by annee, antenne, entite
),

contradictoires as (
    select
        annee,
        antenne,
        case when grouping(regle) = 1 then 'contradictions' else 'contradiction_' || regle end as objet,
        count(distinct source_ref) as lignes
    from {{ ref('ligne_contradictoire') }}
    group by grouping sets ((annee, antenne, regle), (annee, antenne))
),

-- Rows that were looked at and found without a contradiction make a true zero.
objets as (
    select 'contradictions' as objet
    union all
    select 'contradiction_' || regle as objet from {{ ref('regle_contradiction') }}
),

lignes_recues as (
    select distinct annee, antenne from {{ ref('qualite_champ') }}
),

par_antenne as (
    select
        envois.annee,
        envois.antenne,
        'envoi' as objet,
        indicateurs.indicateur,
        case indicateurs.indicateur
            when 'lignes_lues' then envois.lus
            when 'lignes_chargees' then envois.charges
            when 'lignes_a_corriger' then envois.a_corriger
            when 'sources_attendues' then attendues.sources
            when 'sources_recues' then envois.recues
            when 'sources_en_retard' then envois.en_retard
            when 'sources_validees' then envois.validees
        end as volume,
        case indicateurs.indicateur when 'sources_en_retard' then envois.sans_echeance end as inconnus,
        cast(null as integer) as contributeurs
    from envois
    inner join attendues on envois.annee = attendues.annee and envois.antenne = attendues.antenne
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'qualite'
        and indicateurs.indicateur in (
            'lignes_lues', 'lignes_chargees', 'lignes_a_corriger', 'sources_attendues', 'sources_recues', 'sources_en_retard', 'sources_validees'
        )
    union all
    select
        champs.annee,
        champs.antenne,
        champs.objet,
        indicateurs.indicateur,
        case indicateurs.indicateur
            when 'valeurs_attendues' then champs.attendues
            when 'valeurs_connues' then champs.connues
            when 'valeurs_inconnues' then champs.inconnues
            when 'valeurs_non_transmises' then champs.non_transmises
            when 'valeurs_vides' then champs.vides
            when 'part_connue' then champs.connues
        end as volume,
        cast(null as integer) as inconnus,
        cast(null as integer) as contributeurs
    from champs
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'qualite' and (indicateurs.indicateur like 'valeurs!_%' escape '!' or indicateurs.indicateur = 'part_connue')
    union all
    select
        annee,
        antenne,
        'doubles_comptes' as objet,
        'personnes_dans_une_autre_antenne' as indicateur,
        personnes_dans_une_autre_antenne as volume,
        cast(null as integer) as inconnus,
        personnes_dans_une_autre_antenne as contributeurs
    from {{ ref('qualite_antenne') }}
    where personnes_dans_une_autre_antenne is not null
    union all
    select
        lignes_recues.annee,
        lignes_recues.antenne,
        objets.objet,
        'lignes_contradictoires' as indicateur,
        coalesce(contradictoires.lignes, 0) as volume,
        cast(null as integer) as inconnus,
        cast(null as integer) as contributeurs
    from lignes_recues
    cross join objets
    left join contradictoires
        on lignes_recues.annee = contradictoires.annee
        and lignes_recues.antenne = contradictoires.antenne
        and objets.objet = contradictoires.objet
),

mesures as (
    select annee, antenne, objet, indicateur, volume, inconnus, contributeurs
    from par_antenne
    where antenne <> 'CPCA'
    union all
    select
        annee,
        'CPCA' as antenne,
        objet,
        indicateur,
        sum(volume) as volume,
        sum(inconnus) as inconnus,
        cast(null as integer) as contributeurs
    from par_antenne
    where indicateur <> 'personnes_dans_une_autre_antenne'
    group by annee, objet, indicateur
    union all
    -- A person followed by several antennes is one for the region.
    select
        annee,
        'CPCA' as antenne,
        'doubles_comptes' as objet,
        'personnes_dans_une_autre_antenne' as indicateur,
        personnes_dans_une_autre_antenne as volume,
        cast(null as integer) as inconnus,
        personnes_dans_une_autre_antenne as contributeurs
    from {{ ref('file_active') }} as suivies
    where suivies.antenne = 'CPCA'
),

bases as (
    select annee, antenne, objet, attendues
    from champs
    union all
    select annee, 'CPCA' as antenne, objet, sum(attendues) as attendues
    from champs
    group by annee, objet
),

sources as (
    select annee, antenne, source
    from envois
    where antenne <> 'CPCA'
    union all
    select annee, 'CPCA' as antenne, string_agg(envois.source, chr(10) order by envois.antenne nulls last) as source
    from envois
    group by annee
)

select
    mesures.annee,
    mesures.antenne,
    mesures.objet,
    mesures.indicateur,
    cast(
        case
            when mesures.indicateur = 'part_connue' then cast(mesures.volume * 100 as decimal(38, 4)) / nullif(bases.attendues, 0)
            else mesures.volume
        end as decimal(18, 4)
    ) as valeur,
    case
        when mesures.indicateur = 'part_connue' and bases.attendues = 0 then 'sans_objet'
        when mesures.volume is null then 'non_transmis'
    end as absence,
    indicateurs.libelle,
    indicateurs.unite,
    case when mesures.antenne = 'CPCA' then indicateurs.base_region else indicateurs.base end as base,
    cast(case when mesures.indicateur = 'part_connue' then mesures.volume end as integer) as numerateur,
    cast(case when mesures.indicateur = 'part_connue' then bases.attendues end as integer) as denominateur,
    cast(mesures.inconnus as integer) as inconnus,
    case
        when mesures.indicateur = 'part_connue' and bases.attendues > 0
            then {{ french('mesures.volume', 0) }} || ' / ' || {{ french('bases.attendues', 0) }} || ' valeurs = '
                || {{ french('cast(mesures.volume * 100 as decimal(38, 4)) / nullif(bases.attendues, 0)', 1) }} || ' %'
    end as formule,
    'calcule' as provenance,
    coalesce(sources.source, '') as source,
    cast(mesures.contributeurs as integer) as contributeurs
from mesures
inner join {{ ref('indicateur_cube') }} as indicateurs
    on indicateurs.cube = 'qualite' and mesures.indicateur = indicateurs.indicateur
left join bases on mesures.annee = bases.annee and mesures.antenne = bases.antenne and mesures.objet = bases.objet
left join sources on mesures.annee = sources.annee and mesures.antenne = sources.antenne
