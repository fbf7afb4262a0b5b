-- A person may stand on several lines of an antenne's year: one per stage, measure or stay.
with lignes as (
    select
        personnes.*,
        row_number() over (partition by personne_key, antenne, annee order by source_ref nulls last) as rang,
        count(*) over (partition by personne_key, antenne, annee) as nombre
    from {{ ref('stg_personne') }} as personnes
),

-- What is known goes before what is not, then the latest statement, then the file's own order.
reunies as (
    select
        rang,
        nombre,
        source_ref,
        personne_key,
        annee,
        antenne,
        identification,
        first_value(sexe) over (
            partition by personne_key, antenne, annee
            order by case when sexe is null then 2 when sexe in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as sexe,
        first_value(annee_naissance) over (
            partition by personne_key, antenne, annee
            order by case when annee_naissance is null then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as annee_naissance,
        first_value(tranche_age) over (
            partition by personne_key, antenne, annee
            order by case when tranche_age is null then 2 when tranche_age in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as tranche_age,
        first_value(departement_residence) over (
            partition by personne_key, antenne, annee
            order by case when departement_residence is null then 2 when departement_residence in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as departement_residence,
        first_value(ressources) over (
            partition by personne_key, antenne, annee
            order by case when ressources is null then 2 when ressources in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as ressources,
        first_value(emploi) over (
            partition by personne_key, antenne, annee
            order by case when emploi is null then 2 when emploi in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as emploi,
        first_value(situation_conjugale) over (
            partition by personne_key, antenne, annee
            order by case when situation_conjugale is null then 2 when situation_conjugale in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as situation_conjugale,
        first_value(situation_parentale) over (
            partition by personne_key, antenne, annee
            order by case when situation_parentale is null then 2 when situation_parentale in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as situation_parentale,
        first_value(suivi_spip) over (
            partition by personne_key, antenne, annee
            order by case when suivi_spip is null then 2 when suivi_spip in ('inconnu', 'non_transmis', 'sans_objet') then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as suivi_spip,
        first_value(enfants_moins_3) over (
            partition by personne_key, antenne, annee
            order by case when enfants_moins_3 is null then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as enfants_moins_3,
        first_value(enfants_3_6) over (
            partition by personne_key, antenne, annee
            order by case when enfants_3_6 is null then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as enfants_3_6,
        first_value(enfants_7_11) over (
            partition by personne_key, antenne, annee
            order by case when enfants_7_11 is null then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as enfants_7_11,
        first_value(enfants_12_17) over (
            partition by personne_key, antenne, annee
            order by case when enfants_12_17 is null then 1 else 0 end nulls last, date_situation desc nulls last, source_ref nulls last
        ) as enfants_12_17,
        max(date_situation) over (partition by personne_key, antenne, annee) as date_situation,
        min(case when sexe in ('homme', 'femme') then sexe end) over (partition by personne_key, antenne, annee) as premier_sexe,
        max(case when sexe in ('homme', 'femme') then sexe end) over (partition by personne_key, antenne, annee) as dernier_sexe
    from lignes
    where nombre > 1
),

toutes as (
    select
        source_ref,
        personne_key,
        annee,
        antenne,
        identification,
        sexe,
        annee_naissance,
        tranche_age,
        departement_residence,
        ressources,
        emploi,
        situation_conjugale,
        situation_parentale,
        suivi_spip,
        enfants_moins_3,
        enfants_3_6,
        enfants_7_11,
        enfants_12_17,
        date_situation,
        false as sexe_contradictoire,
        nombre as nombre_de_lignes
    from lignes
    where nombre = 1
    union all
    select
        source_ref,
        personne_key,
        annee,
        antenne,
        identification,
        sexe,
        annee_naissance,
        tranche_age,
        departement_residence,
        ressources,
        emploi,
        situation_conjugale,
        situation_parentale,
        suivi_spip,
        enfants_moins_3,
        enfants_3_6,
        enfants_7_11,
        enfants_12_17,
        date_situation,
        coalesce(premier_sexe <> dernier_sexe, false) as sexe_contradictoire,
        nombre as nombre_de_lignes
    from reunies
    where rang = 1
),

ages as (
    select
        toutes.*,
        toutes.annee - toutes.annee_naissance as age
    from toutes
)

select
    ages.source_ref,
    ages.personne_key,
    ages.annee,
    ages.antenne,
    ages.identification,
    ages.sexe,
    ages.departement_residence,
    coalesce(tranches.code, ages.tranche_age) as tranche_age,
    ages.ressources,
    ages.emploi,
    ages.situation_conjugale,
    ages.situation_parentale,
    ages.suivi_spip,
    ages.annee_naissance,
    ages.age,
    ages.enfants_moins_3,
    ages.enfants_3_6,
    ages.enfants_7_11,
    ages.enfants_12_17,
    ages.nombre_de_lignes,
    ages.sexe_contradictoire,
    ages.date_situation
from ages
left join {{ ref('stg_tranche_age') }} as tranches
    on ages.antenne = tranches.antenne and ages.age between tranches.age_min and tranches.age_max
