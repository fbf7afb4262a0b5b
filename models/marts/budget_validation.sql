with entrees as (
    select
        annee,
        entree,
        departement,
        antenne,
        valeur,
        source
    from {{ ref('budget_entrees') }}
    union all
    select
        annee,
        entree || '/' || objet as entree,
        departement,
        antenne,
        valeur,
        source
    from {{ ref('budget_projets') }}
),

-- The offer is cited by its place in a report: the files that tell it stand in the rows that it comes from.
fichiers_offre as (
    select distinct
        annee,
        departement,
        split_part(source_ref, ' · ', 1) as fichier
    from {{ ref('offre_par_action') }}
),

-- Many inputs cite the same files: a text is searched once.
sources_citees as (
    select distinct source, '; ' || replace(source, chr(10), ' ; ') || ' ' as texte
    from entrees
),

fichiers_cites as (
    select sources_citees.source, fichiers.fichier_id
    from sources_citees
    inner join {{ ref('fichier') }} as fichiers on position('; ' || fichiers.fichier || ' ' in sources_citees.texte) > 0
),

liens as (
    select
        entrees.annee,
        entrees.entree,
        entrees.departement,
        entrees.antenne,
        fichiers_cites.fichier_id
    from entrees
    inner join fichiers_cites on entrees.source = fichiers_cites.source
    union
    select
        entrees.annee,
        entrees.entree,
        entrees.departement,
        entrees.antenne,
        fichiers.fichier_id
    from entrees
    inner join fichiers_offre on entrees.annee = fichiers_offre.annee and entrees.departement = fichiers_offre.departement
    inner join {{ ref('fichier') }} as fichiers on fichiers_offre.fichier = fichiers.fichier
    where entrees.entree = 'actions_en_place'
),

-- A send is all the files of a source and period: it is validated, or contested, as one.
envois_des_entrees as (
    select distinct
        liens.annee,
        liens.entree,
        liens.departement,
        liens.antenne,
        envois.source,
        envois.periode
    from liens
    inner join {{ ref('fichier') }} as fichiers on liens.fichier_id = fichiers.fichier_id
    inner join {{ ref('envoi') }} as envois
        on fichiers.source = envois.source
        and position('; ' || fichiers.fichier || ' ;' in '; ' || envois.fichiers || ' ;') > 0
),

final as (
    select
        entrees.annee,
        entrees.entree,
        entrees.departement,
        entrees.antenne,
        coalesce(envois.source || ' ' || envois.periode, '_U') as objet,
        envois.a_corriger as valeur,
        case when envois.source is null then 'sans_objet' end as absence,
        case
            when envois.source is not null then envois.validation
            -- Figures that the State publishes: no antenne sends them, and none validates them.
            when entrees.entree in ('population', 'victimes_enregistrees') then 'reference'
            else 'sans_envoi'
        end as etat,
        coalesce(envois.validation_raison, '') as raison,
        coalesce(envois.validation_par, '') as par,
        envois.validation_le as le,
        coalesce(envois.antenne, '') as expediteur,
        coalesce(envois.fichiers, '') as source
    from entrees
    left join envois_des_entrees as liees
        on entrees.annee = liees.annee
        and entrees.entree = liees.entree
        and entrees.departement = liees.departement
        and entrees.antenne = liees.antenne
    left join {{ ref('envoi') }} as envois on liees.source = envois.source and liees.periode = envois.periode
    where entrees.valeur is not null
)

select
    annee,
    entree,
    departement,
    antenne,
    objet,
    cast(valeur as decimal(18, 4)) as valeur,
    absence,
    etat,
    raison,
    par,
    le,
    expediteur,
    source,
    cast(null as decimal(18, 4)) as contributeurs
from final
