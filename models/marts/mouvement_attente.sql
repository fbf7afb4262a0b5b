with bornees as (
    select
        attentes.*,
        cast(cast(annee as varchar) || '-01-01' as date) as premier_jour,
        cast(cast(annee as varchar) || '-12-31' as date) as dernier_jour
    from {{ ref('attente') }} as attentes
),

-- Who waits in the evening of the last day is in the closing; who stops on that day is an end of the year.
-- Years that the wait does not touch and waits without a beginning move nothing: they are counted apart.
situees as (
    select
        bornees.annee,
        bornees.antenne,
        coalesce(bornees.module, '_U') as module,
        bornees.personne_key,
        bornees.date_debut is null as sans_date,
        coalesce(bornees.date_debut > bornees.dernier_jour or bornees.date_fin < bornees.premier_jour, false) as hors_annee,
        bornees.date_debut < bornees.premier_jour and (bornees.date_fin is null or bornees.date_fin >= bornees.premier_jour) as a_l_ouverture,
        bornees.date_debut between bornees.premier_jour and bornees.dernier_jour
        and (bornees.date_fin is null or bornees.date_fin >= bornees.premier_jour) as entree,
        bornees.date_debut <= bornees.dernier_jour and bornees.date_fin between bornees.premier_jour and bornees.dernier_jour as fin,
        bornees.date_debut <= bornees.dernier_jour and (bornees.date_fin is null or bornees.date_fin > bornees.dernier_jour) as a_la_cloture,
        bornees.date_debut + interval '6' month < case
            when bornees.date_fin <= bornees.dernier_jour then bornees.date_fin else bornees.dernier_jour
        end as plus_de_six_mois,
        cast(case when bornees.date_fin <= bornees.dernier_jour then bornees.date_fin - bornees.date_debut end as integer) as jours,
        bornees.dates_au_mois is not null as au_mois
    from bornees
),

sommes as (
    select
        annee,
        antenne,
        case when grouping(module) = 1 then '_T' else module end as module,
        count(case when a_l_ouverture then 1 end) as ouverture,
        count(case when entree then 1 end) as entrees,
        count(case when fin then 1 end) as fins,
        count(case when a_la_cloture then 1 end) as cloture,
        count(distinct case when a_la_cloture then personne_key end) as personnes_en_attente,
        count(case when hors_annee then 1 end) as hors_annee,
        count(case when sans_date then 1 end) as sans_date,
        {{ median('case when fin then jours end') }} as mediane,
        count(case when fin and au_mois then 1 end) as delais_au_mois,
        count(case when fin and plus_de_six_mois then 1 end) as fins_plus_de_six_mois,
        count(case when a_la_cloture and plus_de_six_mois then 1 end) as cloture_plus_de_six_mois
    from situees
    group by grouping sets ((annee, antenne, module), (annee, antenne))
)

select
    courantes.annee,
    courantes.antenne,
    courantes.module,
    'attentes finies dans l’année ; celles qui durent encore sont censurées' as base_delai,
    cast(courantes.ouverture as integer) as ouverture,
    cast(courantes.entrees as integer) as entrees,
    cast(courantes.fins as integer) as fins,
    cast(courantes.cloture as integer) as cloture,
    cast(courantes.personnes_en_attente as integer) as personnes_en_attente,
    cast(precedentes.cloture as integer) as cloture_precedente,
    cast(courantes.ouverture - precedentes.cloture as integer) as ecart_ouverture,
    cast(courantes.mediane as decimal(18, 4)) as delai_median,
    cast(courantes.fins as integer) as delais_connus,
    cast(courantes.delais_au_mois as integer) as delais_au_mois,
    cast(courantes.cloture as integer) as delais_censures,
    cast(courantes.fins_plus_de_six_mois as integer) as fins_plus_de_six_mois,
    cast(courantes.cloture_plus_de_six_mois as integer) as cloture_plus_de_six_mois,
    cast(courantes.hors_annee as integer) as hors_annee,
    cast(courantes.sans_date as integer) as sans_date
from sommes as courantes
left join sommes as precedentes
    on courantes.annee = precedentes.annee + 1
    and courantes.antenne = precedentes.antenne
    and courantes.module = precedentes.module
