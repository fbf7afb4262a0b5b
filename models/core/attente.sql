select
    faits.source_ref,
    faits.personne_key,
    faits.annee,
    faits.antenne,
    faits.site,
    faits.module,
    faits.motif_fin,
    faits.date_debut <= cast(cast(faits.annee as varchar) || '-12-31' as date)
    and (faits.date_fin is null or faits.date_fin > cast(cast(faits.annee as varchar) || '-12-31' as date)) as en_attente_fin_annee,
    faits.date_debut,
    faits.date_fin,
    faits.dates_au_mois,
    personnes.sexe,
    personnes.tranche_age,
    personnes.emploi,
    personnes.situation_conjugale,
    personnes.departement_residence
from {{ ref('stg_attente') }} as faits
left join {{ ref('personne') }} as personnes
    on faits.personne_key = personnes.personne_key
    and faits.antenne = personnes.antenne
    and faits.annee = personnes.annee
