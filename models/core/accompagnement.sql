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

suivies as (
    select durees.source_ref, durees.module, durees.annee, durees.antenne, durees.personne_key, durees.date_debut
    from durees
    inner join {{ ref('personne') }} as personnes
        on durees.personne_key = personnes.personne_key
        and durees.antenne = personnes.antenne
        and durees.annee = personnes.annee
    where durees.de_l_annee
),

-- Only whoever has several lines in the year has any to rank or to count: sorting the others, nearly all, would be most of the work.
repetees as (
    select annee, personne_key, min(antenne) <> max(antenne) as dans_une_autre_antenne
    from suivies
    group by annee, personne_key
    having count(*) > 1
),

rangs as (
    select
        suivies.source_ref,
        suivies.module,
        repetees.dans_une_autre_antenne,
        count(*) over (partition by suivies.annee, suivies.antenne, suivies.personne_key) as lignes_de_l_annee,
        row_number() over (
            partition by suivies.annee, suivies.antenne, suivies.personne_key
            order by suivies.date_debut nulls last, suivies.source_ref nulls last, suivies.module nulls last
        ) as rang
    from suivies
    inner join repetees
        on suivies.annee = repetees.annee and suivies.personne_key = repetees.personne_key
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
    case when durees.de_l_annee and personnes.personne_key is not null then coalesce(rangs.lignes_de_l_annee, 1) end as lignes_de_l_annee,
    case when durees.de_l_annee and personnes.personne_key is not null then coalesce(rangs.dans_une_autre_antenne, false) end as dans_une_autre_antenne,
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
