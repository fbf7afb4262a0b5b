with bornes as (
    select
        accompagnements.*,
        cast(cast(accompagnements.annee as varchar) || '-12-31' as date) as fin_annee
    from {{ ref('stg_accompagnement') }} as accompagnements
),

durees as (
    select
        bornes.*,
        case when date_fin is not null and date_fin <= fin_annee then date_fin else fin_annee end as duree_jusqu_au,
        date_fin is null or date_fin > fin_annee as en_cours,
        {{ year('date_debut') }} <= annee and (date_fin is null or {{ year('date_fin') }} >= annee) as de_l_annee
    from bornes
),

-- Only whoever has several lines has any to rank: sorting the others, nearly all, would be most of the work.
repetees as (
    select annee, antenne, personne_key
    from durees
    where de_l_annee
    group by annee, antenne, personne_key
    having count(*) > 1
),

rangs as (
    select
        durees.source_ref,
        durees.module,
        row_number() over (
            partition by durees.annee, durees.antenne, durees.personne_key
            order by durees.date_debut nulls last, durees.source_ref nulls last, durees.module nulls last
        ) as rang
    from durees
    inner join repetees
        on durees.annee = repetees.annee
        and durees.antenne = repetees.antenne
        and durees.personne_key = repetees.personne_key
    where durees.de_l_annee
)

select
    durees.source_ref,
    durees.personne_key,
    durees.annee,
    durees.antenne,
    durees.site,
    durees.module,
    durees.prescripteur,
    durees.cadre,
    cadres.modalite_commune as cadre_commun,
    durees.entree,
    case
        when durees.duree_jusqu_au <= durees.date_debut + interval '3' month then 'jusqu_a_3_mois'
        when durees.duree_jusqu_au < durees.date_debut + interval '6' month then '3_a_moins_de_6_mois'
        when durees.duree_jusqu_au <= durees.date_debut + interval '12' month then '6_a_12_mois'
        else 'plus_de_12_mois'
    end as tranche_duree,
    personnes.sexe,
    personnes.tranche_age,
    personnes.ressources,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence,
    personnes.age,
    case when durees.de_l_annee and personnes.personne_key is not null then coalesce(rangs.rang, 1) end as rang,
    durees.en_cours,
    durees.date_debut,
    durees.date_fin
from durees
left join rangs
    on durees.source_ref = rangs.source_ref and coalesce(durees.module, '') = coalesce(rangs.module, '')
left join {{ ref('personne') }} as personnes
    on durees.personne_key = personnes.personne_key
    and durees.antenne = personnes.antenne
    and durees.annee = personnes.annee
left join {{ ref('modalite') }} as cadres
    on durees.antenne = cadres.antenne and cadres.dimension = 'cadre' and durees.cadre = cadres.modalite
