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
        date_fin is null or date_fin > fin_annee as en_cours
    from bornes
)

select
    source_ref,
    personne_key,
    annee,
    antenne,
    site,
    module,
    prescripteur,
    cadre,
    entree,
    case
        when duree_jusqu_au <= date_debut + interval '3' month then 'jusqu_a_3_mois'
        when duree_jusqu_au < date_debut + interval '6' month then '3_a_moins_de_6_mois'
        when duree_jusqu_au <= date_debut + interval '12' month then '6_a_12_mois'
        else 'plus_de_12_mois'
    end as tranche_duree,
    en_cours,
    date_debut,
    date_fin
from durees
