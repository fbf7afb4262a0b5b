with annees as (
    select annee, antenne from {{ ref('envoi') }}
    union
    select annee, antenne from {{ ref('file_active') }} where antenne <> 'CPCA'
),

envois as (
    select
        annee,
        antenne,
        sum(lus) as lus,
        sum(charges) as charges,
        sum(a_corriger) as a_corriger,
        count(*) as sources,
        count(case when validation = 'valide' then 1 end) as sources_validees,
        count(case when en_retard then 1 end) as sources_en_retard
    from {{ ref('qualite_envoi') }}
    where recu
    group by annee, antenne
),

sans_naissance as (
    select personnes.annee, personnes.antenne, count(*) as personnes
    from {{ ref('personne') }} as personnes
    inner join {{ ref('accompagnement') }} as suivies
        on personnes.annee = suivies.annee
        and personnes.antenne = suivies.antenne
        and personnes.personne_key = suivies.personne_key
    where personnes.identification = 'sans_naissance' and suivies.rang = 1
    group by personnes.annee, personnes.antenne
),

personnes as (
    select
        suivies.annee,
        suivies.antenne,
        suivies.personnes,
        suivies.personnes_dans_une_autre_antenne,
        coalesce(sans_naissance.personnes, 0) as personnes_sans_naissance
    from {{ ref('file_active') }} as suivies
    left join sans_naissance on suivies.annee = sans_naissance.annee and suivies.antenne = sans_naissance.antenne
    where suivies.tous_les_modules and suivies.antenne <> 'CPCA'
)

select
    annees.annee,
    annees.antenne,
    cast(envois.lus as integer) as lus,
    cast(envois.charges as integer) as charges,
    cast(envois.a_corriger as integer) as a_corriger,
    cast(cast(envois.a_corriger * 100 as decimal(38, 4)) / nullif(envois.lus, 0) as decimal(18, 4)) as part_a_corriger,
    cast(envois.sources as integer) as sources,
    cast(envois.sources_validees as integer) as sources_validees,
    cast(envois.sources_en_retard as integer) as sources_en_retard,
    cast(personnes.personnes as integer) as personnes,
    cast(personnes.personnes_dans_une_autre_antenne as integer) as personnes_dans_une_autre_antenne,
    cast(personnes.personnes_sans_naissance as integer) as personnes_sans_naissance
from annees
left join envois on annees.annee = envois.annee and annees.antenne = envois.antenne
left join personnes on annees.annee = personnes.annee and annees.antenne = personnes.antenne
