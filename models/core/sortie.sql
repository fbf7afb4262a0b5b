with sorties as (
    select
        source_ref,
        personne_key,
        annee,
        antenne,
        site,
        module,
        motif,
        motif_2,
        destination,
        date_sortie
    from {{ ref('stg_sortie') }}
    where {{ year('date_sortie') }} = annee
),

suivies as (
    select source_ref, module, tranche_duree, entree, sexe
    from {{ ref('accompagnement') }}
    where rang is not null
),

en_cours_dans_le_module as (
    select distinct annee, antenne, module, personne_key
    from {{ ref('accompagnement') }}
    where rang is not null and en_cours
),

en_cours as (
    select distinct annee, antenne, personne_key
    from en_cours_dans_le_module
),

-- Only whoever has several exits has any to rank: the others, nearly all, are not sorted.
repetees as (
    select annee, antenne, personne_key
    from sorties
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
        ) as rang,
        row_number() over (
            partition by sorties.annee, sorties.antenne, sorties.module, sorties.personne_key
            order by sorties.date_sortie desc nulls last, sorties.source_ref nulls last
        ) as rang_dans_le_module
    from sorties
    inner join repetees
        on sorties.annee = repetees.annee
        and sorties.antenne = repetees.antenne
        and sorties.personne_key = repetees.personne_key
),

dites as (
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
        suivies.tranche_duree,
        suivies.entree,
        suivies.sexe,
        sorties.date_sortie
    from sorties
    left join suivies on sorties.source_ref = suivies.source_ref and sorties.module is not distinct from suivies.module
),

-- An exit told on a sheet of its own ends the last accompaniment that the person began before it.
debuts as (
    select
        dites.source_ref,
        coalesce(dites.module, '') as module,
        max(accompagnements.date_debut) as date_debut,
        max(case when dites.module = accompagnements.module then accompagnements.date_debut end) as date_debut_dans_le_module
    from dites
    inner join {{ ref('accompagnement') }} as accompagnements
        on dites.annee = accompagnements.annee
        and dites.antenne = accompagnements.antenne
        and dites.personne_key = accompagnements.personne_key
        and accompagnements.date_debut <= dites.date_sortie
    where dites.tranche_duree is null
    group by dites.source_ref, coalesce(dites.module, '')
)

select
    dites.source_ref,
    dites.personne_key,
    dites.annee,
    dites.antenne,
    dites.site,
    dites.module,
    dites.motif,
    dites.motif_2,
    dites.destination,
    dites.tranche_duree,
    case
        when dites.entree is null then null
        when dites.entree = 'nouvel_accueil' then 'annee'
        else 'annees_precedentes'
    end as cohorte_entree,
    dites.sexe,
    coalesce(rangs.rang, 1) as rang,
    coalesce(rangs.rang_dans_le_module, 1) as rang_dans_le_module,
    en_cours.personne_key is not null as encore_suivie,
    en_cours_dans_le_module.personne_key is not null as encore_suivie_dans_le_module,
    debuts.date_debut,
    debuts.date_debut_dans_le_module,
    dites.date_sortie
from dites
left join rangs on dites.source_ref = rangs.source_ref and coalesce(dites.module, '') = rangs.module
left join debuts on dites.source_ref = debuts.source_ref and coalesce(dites.module, '') = debuts.module
left join en_cours
    on dites.annee = en_cours.annee and dites.antenne = en_cours.antenne and dites.personne_key = en_cours.personne_key
left join en_cours_dans_le_module
    on dites.annee = en_cours_dans_le_module.annee
    and dites.antenne = en_cours_dans_le_module.antenne
    and dites.module is not distinct from en_cours_dans_le_module.module
    and dites.personne_key = en_cours_dans_le_module.personne_key
