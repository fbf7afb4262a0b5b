with presences as (
    select antenne, personne_key, cast(annee * 12 + mois - 1 as integer) as rang
    from {{ ref('personne_mois') }}
    union
    select 'CPCA' as antenne, personne_key, cast(annee * 12 + mois - 1 as integer) as rang
    from {{ ref('personne_mois') }}
),

grille as (
    select annee, antenne, mois, trimestre, rang, antennes
    from {{ ref('mois_connu') }}
    where indicateur = 'personnes_accompagnees'
),

civiles as (
    select
        grille.annee,
        grille.antenne,
        case
            when grouping(grille.mois) = 0 then grille.mois
            when grouping(grille.trimestre) = 0 then grille.trimestre
            else cast(grille.annee as varchar)
        end as periode,
        case when grouping(grille.mois) = 0 then 'mois' when grouping(grille.trimestre) = 0 then 'trimestre' else 'annee' end as genre,
        count(distinct presences.personne_key) as valeur,
        min(grille.antennes) as antennes_au_moins,
        max(grille.antennes) as antennes_au_plus
    from grille
    left join presences on grille.antenne = presences.antenne and grille.rang = presences.rang
    group by grouping sets (
        (grille.annee, grille.antenne, grille.mois),
        (grille.annee, grille.antenne, grille.trimestre),
        (grille.annee, grille.antenne)
    )
),

-- A month of presence opens the windows of twelve months up to the next presence's: a person is once in each.
suites as (
    select
        antenne,
        rang,
        least(rang + 12, coalesce(lead(rang) over (partition by antenne, personne_key order by rang nulls last), rang + 12)) as fin
    from presences
),

-- Ups and downs rather than one line per person and window: the work does not grow with the length of a follow-up.
pas as (
    select antenne, rang, 1 as delta from suites
    union all
    select antenne, fin as rang, -1 as delta from suites
    union all
    select antenne, rang, 0 as delta from grille
),

cumuls as (
    select
        antenne,
        rang,
        sum(sum(delta)) over (partition by antenne order by rang nulls last rows between unbounded preceding and current row) as valeur
    from pas
    group by antenne, rang
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

final as (
    select annee, antenne, periode, genre, valeur, antennes_au_moins, antennes_au_plus
    from civiles
    union all
    select
        fenetres.annee,
        fenetres.antenne,
        fenetres.mois || '/12m' as periode,
        'douze_mois' as genre,
        cumuls.valeur,
        fenetres.antennes_au_moins,
        fenetres.antennes_au_plus
    from fenetres
    inner join cumuls on fenetres.antenne = cumuls.antenne and fenetres.rang = cumuls.rang
    where fenetres.mois_connus = 12
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
