with en_cours as (
    select distinct annee, antenne, personne_key
    from {{ ref('fait_personne_accompagnee') }}
    where en_cours
),

-- Only whoever has several exits has any to rank: the others, nearly all, are not sorted.
repetees as (
    select annee, antenne, personne_key
    from {{ ref('sortie') }}
    group by annee, antenne, personne_key
    having count(*) > 1
),

rangs as (
    select
        sorties.source_ref,
        coalesce(sorties.module, '') as module,
        row_number() over (
            partition by sorties.annee, sorties.antenne, sorties.personne_key
            order by sorties.date_sortie desc nulls last, sorties.source_ref nulls last, sorties.module nulls last
        ) as rang
    from {{ ref('sortie') }} as sorties
    inner join repetees
        on sorties.annee = repetees.annee
        and sorties.antenne = repetees.antenne
        and sorties.personne_key = repetees.personne_key
)

select
    sorties.source_ref,
    sorties.personne_key,
    sorties.annee,
    sorties.antenne,
    sorties.site,
    sorties.module,
    sorties.motif,
    sorties.motif_2,
    sorties.destination,
    faits.tranche_duree,
    case
        when faits.entree is null then null
        when faits.entree = 'nouvel_accueil' then 'annee'
        else 'annees_precedentes'
    end as cohorte_entree,
    faits.sexe,
    en_cours.personne_key is null and coalesce(rangs.rang, 1) = 1 as personne_sortie,
    sorties.date_sortie
from {{ ref('sortie') }} as sorties
left join rangs on sorties.source_ref = rangs.source_ref and coalesce(sorties.module, '') = rangs.module
left join {{ ref('fait_personne_accompagnee') }} as faits
    on sorties.source_ref = faits.source_ref and sorties.module is not distinct from faits.module
left join en_cours
    on sorties.annee = en_cours.annee and sorties.antenne = en_cours.antenne and sorties.personne_key = en_cours.personne_key
