with lignes as (
    select *
    from {{ ref('accompagnement') }}
    where {{ year('date_debut') }} <= annee and (date_fin is null or {{ year('date_fin') }} >= annee)
),

-- Only whoever has several lines has any to rank: sorting the others, nearly all, would be most of the work.
repetees as (
    select annee, antenne, personne_key
    from lignes
    group by annee, antenne, personne_key
    having count(*) > 1
),

rangs as (
    select
        lignes.source_ref,
        lignes.module,
        row_number() over (
            partition by lignes.annee, lignes.antenne, lignes.personne_key
            order by lignes.date_debut nulls last, lignes.source_ref nulls last, lignes.module nulls last
        ) as rang
    from lignes
    inner join repetees
        on lignes.annee = repetees.annee
        and lignes.antenne = repetees.antenne
        and lignes.personne_key = repetees.personne_key
),

actifs as (
    select lignes.*, coalesce(rangs.rang, 1) as rang
    from lignes
    left join rangs
        on lignes.source_ref = rangs.source_ref and coalesce(lignes.module, '') = coalesce(rangs.module, '')
)

select
    actifs.source_ref,
    actifs.personne_key,
    actifs.annee,
    actifs.antenne,
    actifs.site,
    actifs.module,
    actifs.prescripteur,
    actifs.cadre,
    cadres.modalite_commune as cadre_commun,
    actifs.entree,
    actifs.tranche_duree,
    personnes.sexe,
    personnes.tranche_age,
    personnes.ressources,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence,
    personnes.age,
    actifs.rang,
    actifs.en_cours
from actifs
inner join {{ ref('personne') }} as personnes
    on actifs.personne_key = personnes.personne_key
    and actifs.antenne = personnes.antenne
    and actifs.annee = personnes.annee
left join {{ ref('modalite') }} as cadres
    on actifs.antenne = cadres.antenne and cadres.dimension = 'cadre' and actifs.cadre = cadres.modalite
