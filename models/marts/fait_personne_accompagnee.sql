-- Lines are ranked before anything is joined: what a person is changes no rank, and is heavy to sort.
with actifs as (
    select
        accompagnements.*,
        row_number() over (
            partition by accompagnements.annee, accompagnements.antenne, accompagnements.personne_key
            order by
                accompagnements.date_debut nulls last,
                accompagnements.source_ref nulls last,
                accompagnements.module nulls last
        ) as rang
    from {{ ref('accompagnement') }} as accompagnements
    where accompagnements.date_debut <= cast(cast(accompagnements.annee as varchar) || '-12-31' as date)
        and (
            accompagnements.date_fin is null
            or accompagnements.date_fin >= cast(cast(accompagnements.annee as varchar) || '-01-01' as date)
        )
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
