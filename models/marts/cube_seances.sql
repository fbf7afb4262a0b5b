with stages as (
    select
        stages.annee,
        stages.antenne,
        stages.site,
        'stage_responsabilisation' as module,
        indicateurs.indicateur,
        cast(
            case indicateurs.indicateur
                when 'stages' then stages.stages
                when 'capacite' then stages.capacite
                when 'convocations' then stages.convocations
                when 'presences' then stages.presences
                when 'absences' then stages.absences
                when 'excuses' then stages.excuses
                when 'reports' then stages.reports
                when 'presences_annee_precedente' then stages.presences_annee_precedente
                when 'personnes_convoquees' then stages.personnes_convoquees
                when 'personnes_presentes' then stages.personnes_presentes
                when 'heures' then stages.heures
            end as decimal(18, 4)
        ) as volume,
        case indicateurs.indicateur
            when 'taux_remplissage' then stages.remplissage_numerateur
            when 'taux_presence' then stages.presence_numerateur
        end as numerateur,
        case indicateurs.indicateur
            when 'taux_remplissage' then stages.remplissage_denominateur
            when 'taux_presence' then stages.presence_denominateur
        end as denominateur,
        case
            when indicateurs.indicateur in ('capacite', 'taux_remplissage') then stages.stages_sans_capacite
            when indicateurs.indicateur = 'heures' then stages.stages_sans_duree
            when indicateurs.indicateur in ('presences', 'absences', 'excuses', 'reports', 'taux_presence') then stages.presences_inconnues
            when indicateurs.indicateur = 'presences_annee_precedente' then stages.orientations_inconnues
        end as inconnus,
        case
            when indicateurs.indicateur in ('convocations', 'personnes_convoquees', 'taux_presence') then stages.personnes_convoquees
            when indicateurs.indicateur in ('presences', 'personnes_presentes', 'taux_remplissage') then stages.personnes_presentes
        end as contributeurs,
        case indicateurs.indicateur when 'taux_presence' then 'convocations' else 'places' end as mot
    from {{ ref('stages_annee') }} as stages
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'seances'
        and indicateurs.indicateur in (
            'stages', 'capacite', 'convocations', 'presences', 'absences', 'excuses', 'reports', 'presences_annee_precedente',
            'personnes_convoquees', 'personnes_presentes', 'heures', 'taux_remplissage', 'taux_presence'
        )
),

groupes as (
    select
        groupes.annee,
        groupes.antenne,
        groupes.site,
        groupes.module,
        indicateurs.indicateur,
        cast(
            case indicateurs.indicateur
                when 'seances' then groupes.seances
                when 'participations' then groupes.participations
                when 'heures' then groupes.heures
                when 'personnes_attendues' then groupes.personnes_attendues
                when 'personnes_presentes' then groupes.personnes_presentes
                when 'personnes_declarees' then groupes.personnes_declarees
            end as decimal(18, 4)
        ) as volume,
        case indicateurs.indicateur
            when 'taux_remplissage' then groupes.remplissage_numerateur
            when 'presents_par_seance' then groupes.participations
            when 'programme_suivi' then groupes.programmes_menes_a_terme
        end as numerateur,
        case indicateurs.indicateur
            when 'taux_remplissage' then groupes.remplissage_denominateur
            when 'presents_par_seance' then groupes.seances_comptees
            when 'programme_suivi' then groupes.personnes_sorties
        end as denominateur,
        case
            when indicateurs.indicateur in ('participations', 'presents_par_seance') then groupes.seances - groupes.seances_comptees
            when indicateurs.indicateur = 'heures' then groupes.seances_sans_duree
            when indicateurs.indicateur = 'programme_suivi' then groupes.motifs_inconnus
        end as inconnus,
        case
            when indicateurs.indicateur in ('participations', 'presents_par_seance', 'personnes_presentes', 'taux_remplissage')
                then coalesce(groupes.personnes_presentes, groupes.personnes_declarees)
            when indicateurs.indicateur = 'personnes_attendues' then groupes.personnes_attendues
            when indicateurs.indicateur = 'personnes_declarees' then groupes.personnes_declarees
            when indicateurs.indicateur = 'programme_suivi' then groupes.personnes_sorties
        end as contributeurs,
        case indicateurs.indicateur when 'taux_remplissage' then 'places' when 'presents_par_seance' then 'séances' else 'personnes sorties' end as mot
    from {{ ref('groupes') }} as groupes
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'seances'
        and indicateurs.indicateur in (
            'seances', 'participations', 'presents_par_seance', 'heures', 'taux_remplissage', 'personnes_attendues', 'personnes_presentes',
            'personnes_declarees', 'programme_suivi'
        )
    -- An antenne that tells no names, no exits or no head count of an anonymous group has no row of it.
    where indicateurs.indicateur not in ('personnes_attendues', 'personnes_presentes', 'personnes_declarees', 'programme_suivi')
        or (indicateurs.indicateur = 'programme_suivi' and groupes.personnes_sorties is not null)
        or (indicateurs.indicateur = 'personnes_attendues' and groupes.personnes_attendues is not null)
        or (indicateurs.indicateur = 'personnes_presentes' and groupes.personnes_presentes is not null)
        or (indicateurs.indicateur = 'personnes_declarees' and groupes.personnes_declarees is not null)
),

mesures as (
    select annee, antenne, site, module, indicateur, volume, numerateur, denominateur, inconnus, contributeurs, mot
    from stages
    union all
    select annee, antenne, site, module, indicateur, volume, numerateur, denominateur, inconnus, contributeurs, mot
    from groupes
),

muettes as (
    select presentes.annee, presentes.module, presentes.indicateur, string_agg(antennes.nom, ', ' order by antennes.nom nulls last) as noms
    from (select distinct annee, module, indicateur from mesures) as presentes
    cross join {{ ref('antenne') }} as antennes
    left join (select distinct annee, antenne, module, indicateur from mesures where volume is not null or denominateur is not null) as envois
        on presentes.annee = envois.annee
        and presentes.module = envois.module
        and presentes.indicateur = envois.indicateur
        and antennes.code = envois.antenne
    where envois.antenne is null
    group by presentes.annee, presentes.module, presentes.indicateur
),

ensemble as (
    select annee, antenne, site, module, indicateur, volume, numerateur, denominateur, inconnus, contributeurs, mot
    from mesures
    union all
    -- Rates of the region are made anew from their two sides.
    select
        annee,
        'CPCA' as antenne,
        '_T' as site,
        module,
        indicateur,
        sum(volume) as volume,
        sum(case when denominateur is not null then numerateur end) as numerateur,
        sum(case when numerateur is not null then denominateur end) as denominateur,
        sum(inconnus) as inconnus,
        -- A person may be with two antennes.
        cast(null as integer) as contributeurs,
        min(mot) as mot
    from mesures
    where mesures.site = '_T'
    group by annee, module, indicateur
),

calculees as (
    select
        ensemble.*,
        indicateurs.libelle,
        indicateurs.unite,
        indicateurs.base,
        indicateurs.base_region,
        indicateurs.formule is not null as rapport,
        case
            when indicateurs.formule is null then ensemble.volume
            else cast(cast(ensemble.numerateur * case when indicateurs.unite = '%' then 100 else 1 end as decimal(38, 4)) / nullif(ensemble.denominateur, 0) as decimal(18, 4))
        end as valeur
    from ensemble
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'seances' and ensemble.indicateur = indicateurs.indicateur
)

select
    calculees.annee,
    calculees.antenne,
    calculees.site,
    calculees.module,
    calculees.indicateur,
    cast(calculees.valeur as decimal(18, 4)) as valeur,
    case
        when calculees.valeur is not null then null
        when calculees.denominateur = 0 then 'sans_objet'
        else 'non_transmis'
    end as absence,
    calculees.libelle,
    calculees.unite,
    case
        when calculees.antenne = 'CPCA' then calculees.base_region || case when muettes.noms is null then '' else ' ; sans lignes : ' || muettes.noms end
        else calculees.base
    end as base,
    cast(calculees.numerateur as integer) as numerateur,
    cast(calculees.denominateur as integer) as denominateur,
    cast(calculees.inconnus as integer) as inconnus,
    case
        when calculees.rapport and calculees.valeur is not null
            then {{ french('calculees.numerateur', 0) }} || ' / ' || {{ french('calculees.denominateur', 0) }} || ' ' || calculees.mot || ' = '
                || {{ french('calculees.valeur', 1) }} || case when calculees.unite = '%' then ' %' else '' end
    end as formule,
    'calcule' as provenance,
    coalesce(sources.source, '') as source,
    cast(calculees.contributeurs as integer) as contributeurs
from calculees
left join muettes
    on calculees.annee = muettes.annee and calculees.module = muettes.module and calculees.indicateur = muettes.indicateur
left join {{ ref('source_de_genre') }} as sources
    on calculees.annee = sources.annee
    and calculees.antenne = sources.antenne
    and sources.genre = case when calculees.indicateur = 'programme_suivi' then 'sortie' else 'seance' end
