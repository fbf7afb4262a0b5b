-- Of a month only the file of its year speaks: the next year's file would count its persons twice.
-- A person's months are one number, a bit each, January the lowest: no month is laid out.
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

select
    annee,
    antenne,
    personne_key,
    bit_or(cast(power(2, au_mois) - power(2, du_mois - 1) as integer)) as mois,
    min(du_mois) as premier_mois,
    max(au_mois) as dernier_mois
from bornes
group by annee, antenne, personne_key
