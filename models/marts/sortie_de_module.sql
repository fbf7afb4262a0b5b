with dernieres as (
    select
        source_ref,
        personne_key,
        annee,
        antenne,
        site,
        coalesce(module, '_U') as module,
        motif,
        motif_2,
        tranche_duree,
        date_debut_dans_le_module as date_debut,
        date_sortie
    from {{ ref('sortie') }}
    where rang_dans_le_module = 1 and not encore_suivie_dans_le_module
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
        date_debut,
        date_sortie
    from {{ ref('sortie') }}
    where rang = 1 and not encore_suivie
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
            when dernieres.date_debut is null then null
            when dernieres.date_sortie <= dernieres.date_debut + interval '3' month then 'jusqu_a_3_mois'
            when dernieres.date_sortie < dernieres.date_debut + interval '6' month then '3_a_moins_de_6_mois'
            when dernieres.date_sortie <= dernieres.date_debut + interval '12' month then '6_a_12_mois'
            else 'plus_de_12_mois'
        end
    ) as tranche_duree,
    dernieres.date_sortie
from dernieres
left join {{ ref('motif_classe') }} as premiers
    on dernieres.antenne = premiers.antenne and dernieres.motif = premiers.motif
left join {{ ref('motif_classe') }} as seconds
    on dernieres.antenne = seconds.antenne and dernieres.motif_2 = seconds.motif
