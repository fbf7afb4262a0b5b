-- What stands is a source's files of one period; the files that they replaced tell when the first one came.
with recus as (
    select
        source,
        periode,
        cast(min(charge_le) as date) as premier_envoi,
        cast(max(charge_le) as date) as dernier_envoi,
        max(case when etat = 'en_vigueur' then charge_le end) as dernier_en_vigueur
    from {{ ref('stg_envoi') }}
    where source is not null and periode is not null
    group by source, periode
),

en_vigueur as (
    select
        min(fichiers.annee) as annee,
        min(fichiers.antenne) as antenne,
        fichiers.source,
        envois.periode,
        string_agg(fichiers.fichier, ' ; ' order by fichiers.fichier nulls last) as fichiers,
        sum(fichiers.lus) as lus,
        sum(fichiers.charges) as charges,
        sum(fichiers.a_corriger) as a_corriger
    from {{ ref('stg_fichier') }} as fichiers
    inner join {{ ref('stg_envoi') }} as envois on fichiers.fichier_id = envois.fichier_id
    where fichiers.antenne is not null and fichiers.annee is not null
    group by fichiers.source, envois.periode
),

avis as (
    select
        source,
        periode,
        etat,
        par,
        motif,
        le,
        row_number() over (partition by source, periode order by numero desc nulls last) as rang
    from {{ ref('stg_validation') }}
)

select
    en_vigueur.annee,
    en_vigueur.antenne,
    en_vigueur.source,
    en_vigueur.periode,
    en_vigueur.fichiers,
    -- An opinion is of what stood when it was given: a file loaded since makes it lapse.
    case
        when avis.etat is null then 'a_valider'
        when avis.le < recus.dernier_en_vigueur then 'caduc'
        else avis.etat
    end as validation,
    cast(en_vigueur.lus as integer) as lus,
    cast(en_vigueur.charges as integer) as charges,
    cast(en_vigueur.a_corriger as integer) as a_corriger,
    recus.premier_envoi,
    recus.dernier_envoi,
    cast(cast(en_vigueur.annee + 1 as varchar) || '-' || echeances.mois || '-' || echeances.jour as date) as echeance,
    cast(avis.le as date) as validation_le,
    coalesce(avis.par, '') as validation_par,
    coalesce(avis.motif, '') as validation_raison
from en_vigueur
inner join recus on en_vigueur.source = recus.source and en_vigueur.periode = recus.periode
left join avis on en_vigueur.source = avis.source and en_vigueur.periode = avis.periode and avis.rang = 1
left join {{ ref('stg_echeance_envoi') }} as echeances
    on en_vigueur.annee between echeances.annee_du and echeances.annee_au
