with en_cours as (
    select distinct annee, antenne, module, personne_key
    from {{ ref('fait_personne_accompagnee') }}
    where en_cours
),

-- Only whoever left a module several times has lines to rank: the others, nearly all, are not sorted.
repetees as (
    select annee, antenne, coalesce(module, '') as module, personne_key
    from {{ ref('fait_sortie') }}
    group by annee, antenne, coalesce(module, ''), personne_key
    having count(*) > 1
),

rangs as (
    select
        sorties.source_ref,
        coalesce(sorties.module, '') as module,
        row_number() over (
            partition by sorties.annee, sorties.antenne, sorties.module, sorties.personne_key
            order by sorties.date_sortie desc nulls last, sorties.source_ref nulls last
        ) as rang
    from {{ ref('fait_sortie') }} as sorties
    inner join repetees
        on sorties.annee = repetees.annee
        and sorties.antenne = repetees.antenne
        and coalesce(sorties.module, '') = repetees.module
        and sorties.personne_key = repetees.personne_key
),

rangees as (
    select sorties.*, coalesce(rangs.rang, 1) as rang
    from {{ ref('fait_sortie') }} as sorties
    left join rangs on sorties.source_ref = rangs.source_ref and coalesce(sorties.module, '') = rangs.module
),

dernieres as (
    select
        rangees.source_ref,
        rangees.personne_key,
        rangees.annee,
        rangees.antenne,
        rangees.site,
        coalesce(rangees.module, '_U') as module,
        rangees.motif,
        rangees.motif_2,
        rangees.tranche_duree,
        rangees.date_sortie
    from rangees
    left join en_cours
        on rangees.annee = en_cours.annee
        and rangees.antenne = en_cours.antenne
        and rangees.module is not distinct from en_cours.module
        and rangees.personne_key = en_cours.personne_key
    where rangees.rang = 1 and en_cours.personne_key is null
    union all
    select
        source_ref,
        personne_key,
        annee,
        antenne,
        site,
        '_T' as module,
        motif,
        motif_2,
        tranche_duree,
        date_sortie
    from {{ ref('fait_sortie') }}
    where personne_sortie
),

-- An exit told on a sheet of its own ends the last accompaniment that the person began before it.
debuts as (
    select
        dernieres.source_ref,
        dernieres.module,
        max(accompagnements.date_debut) as date_debut
    from dernieres
    inner join {{ ref('accompagnement') }} as accompagnements
        on dernieres.annee = accompagnements.annee
        and dernieres.antenne = accompagnements.antenne
        and dernieres.personne_key = accompagnements.personne_key
        and (dernieres.module = '_T' or dernieres.module = accompagnements.module)
        and accompagnements.date_debut <= dernieres.date_sortie
    where dernieres.tranche_duree is null
    group by dernieres.source_ref, dernieres.module
)

select
    dernieres.source_ref,
    dernieres.personne_key,
    dernieres.annee,
    dernieres.antenne,
    dernieres.site,
    dernieres.module,
    dernieres.motif,
    dernieres.motif_2,
    coalesce(premiers.classe_fine, 'inconnu') as classe_fine,
    coalesce(premiers.classe_large, 'inconnue') as classe_large,
    case when dernieres.motif_2 is not null then coalesce(seconds.classe_fine, 'inconnu') end as classe_fine_2,
    case when dernieres.motif_2 is not null then coalesce(seconds.classe_large, 'inconnue') end as classe_large_2,
    coalesce(
        dernieres.tranche_duree,
        case
            when debuts.date_debut is null then null
            when dernieres.date_sortie <= debuts.date_debut + interval '3' month then 'jusqu_a_3_mois'
            when dernieres.date_sortie < debuts.date_debut + interval '6' month then '3_a_moins_de_6_mois'
            when dernieres.date_sortie <= debuts.date_debut + interval '12' month then '6_a_12_mois'
            else 'plus_de_12_mois'
        end
    ) as tranche_duree,
    dernieres.date_sortie
from dernieres
left join debuts on dernieres.source_ref = debuts.source_ref and dernieres.module = debuts.module
left join {{ ref('motif_classe') }} as premiers
    on dernieres.antenne = premiers.antenne and dernieres.motif = premiers.motif
left join {{ ref('motif_classe') }} as seconds
    on dernieres.antenne = seconds.antenne and dernieres.motif_2 = seconds.motif
