-- The same person in two antennes is once in the region.
with suivies as (
    select annee, antenne, personne_key, mois, premier_mois, dernier_mois
    from {{ ref('personne_annee') }}
    union all
    select
        annee,
        'CPCA' as antenne,
        personne_key,
        bit_or(mois) as mois,
        min(premier_mois) as premier_mois,
        max(dernier_mois) as dernier_mois
    from {{ ref('personne_annee') }}
    group by annee, personne_key
),

-- Persons who have the same months count alike: few lines stand for all of them.
combinaisons as (
    select annee, antenne, mois, premier_mois, dernier_mois, count(*) as personnes
    from suivies
    group by annee, antenne, mois, premier_mois, dernier_mois
),

grille as (
    select annee, antenne, mois, trimestre, rang, antennes
    from {{ ref('mois_connu') }}
    where indicateur = 'personnes_accompagnees'
),

periodes as (
    select
        annee,
        antenne,
        case
            when grouping(mois) = 0 then mois
            when grouping(trimestre) = 0 then trimestre
            else cast(annee as varchar)
        end as periode,
        case when grouping(mois) = 0 then 'mois' when grouping(trimestre) = 0 then 'trimestre' else 'annee' end as genre,
        cast(sum(power(2, rang - annee * 12)) as integer) as mois_compris,
        min(antennes) as antennes_au_moins,
        max(antennes) as antennes_au_plus
    from grille
    group by grouping sets ((annee, antenne, mois), (annee, antenne, trimestre), (annee, antenne))
),

civiles as (
    select
        periodes.annee,
        periodes.antenne,
        periodes.periode,
        periodes.genre,
        coalesce(sum(case when periodes.mois_compris & combinaisons.mois <> 0 then combinaisons.personnes end), 0) as valeur,
        periodes.antennes_au_moins,
        periodes.antennes_au_plus
    from periodes
    left join combinaisons on periodes.annee = combinaisons.annee and periodes.antenne = combinaisons.antenne
    group by
        periodes.annee,
        periodes.antenne,
        periodes.periode,
        periodes.genre,
        periodes.antennes_au_moins,
        periodes.antennes_au_plus
),

-- Twelve months up to one of a year are its first months and the last ones of the year before. Whoever is in both
-- is counted in each, and taken off once.
deux_annees as (
    select annee, antenne, premier_mois, cast(null as integer) as dernier_mois, personnes
    from combinaisons
    union all
    select annee + 1 as annee, antenne, cast(null as integer) as premier_mois, dernier_mois, personnes
    from combinaisons
    union all
    select courantes.annee, courantes.antenne, courantes.premier_mois, precedentes.dernier_mois, -count(*) as personnes
    from suivies as courantes
    inner join suivies as precedentes
        on courantes.antenne = precedentes.antenne
        and courantes.personne_key = precedentes.personne_key
        and courantes.annee = precedentes.annee + 1
    group by courantes.annee, courantes.antenne, courantes.premier_mois, precedentes.dernier_mois
),

fenetres as (
    select
        annee,
        antenne,
        mois,
        rang,
        count(*) over douze as mois_connus,
        min(antennes) over douze as antennes_au_moins,
        max(antennes) over douze as antennes_au_plus
    from grille
    window douze as (partition by antenne order by rang nulls last range between 11 preceding and current row)
),

glissantes as (
    select
        fenetres.annee,
        fenetres.antenne,
        fenetres.mois || '/12m' as periode,
        'douze_mois' as genre,
        coalesce(sum(case
            when coalesce(deux_annees.premier_mois <= fenetres.rang - fenetres.annee * 12 + 1, true)
                and coalesce(deux_annees.dernier_mois > fenetres.rang - fenetres.annee * 12 + 1, true)
                then deux_annees.personnes
        end), 0) as valeur,
        fenetres.antennes_au_moins,
        fenetres.antennes_au_plus
    from fenetres
    left join deux_annees on fenetres.annee = deux_annees.annee and fenetres.antenne = deux_annees.antenne
    where fenetres.mois_connus = 12
    group by fenetres.annee, fenetres.antenne, fenetres.mois, fenetres.antennes_au_moins, fenetres.antennes_au_plus
),

final as (
    select annee, antenne, periode, genre, valeur, antennes_au_moins, antennes_au_plus
    from civiles
    union all
    select annee, antenne, periode, genre, valeur, antennes_au_moins, antennes_au_plus
    from glissantes
)

select
    annee,
    antenne,
    'personnes_accompagnees' as indicateur,
    periode,
    genre,
    cast(valeur as integer) as valeur,
    0 as sans_date,
    cast(antennes_au_moins as integer) as antennes_au_moins,
    cast(antennes_au_plus as integer) as antennes_au_plus
from final
