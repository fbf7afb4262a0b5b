-- Of a month only the file of its year speaks: the next year's file would count its persons twice.
-- The months are joined by their numbers: no day is laid out.
with bornes as (
    select
        annee,
        antenne,
        personne_key,
        case when {{ year('date_debut') }} < annee then 1 else cast(extract(month from date_debut) as integer) end as du_mois,
        case
            when date_fin is null or {{ year('date_fin') }} > annee then 12
            when date_fin < date_debut then cast(extract(month from date_debut) as integer)
            else cast(extract(month from date_fin) as integer)
        end as au_mois
    from {{ ref('accompagnement') }}
    where date_debut <= cast(cast(annee as varchar) || '-12-31' as date)
        and (date_fin is null or date_fin >= cast(cast(annee as varchar) || '-01-01' as date))
)

select distinct
    bornes.annee,
    bornes.antenne,
    bornes.personne_key,
    mois.numero as mois
from bornes
inner join {{ ref('mois') }} as mois on mois.numero between bornes.du_mois and bornes.au_mois
