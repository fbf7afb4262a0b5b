with presences as (
    select
        annee,
        antenne,
        site,
        module,
        seance,
        count(case when presence = 'present' then 1 end) as presents
    from {{ ref('fait_participation') }}
    where module <> 'stage_responsabilisation' and seance is not null
    group by annee, antenne, site, module, seance
),

-- Where a sender only counts who is there, her count stands for the rows that she does not send.
seances as (
    select
        seances.annee,
        seances.antenne,
        seances.site,
        seances.module,
        seances.capacite,
        seances.duree_heures,
        seances.enoncee,
        coalesce(presences.presents, seances.presents) as presents
    from {{ ref('seance_suivie') }} as seances
    left join presences
        on seances.annee = presences.annee
        and seances.antenne = presences.antenne
        and seances.site is not distinct from presences.site
        and seances.module = presences.module
        and seances.seance = presences.seance
    where seances.module <> 'stage_responsabilisation'
),

sommes as (
    select
        annee,
        antenne,
        module,
        site,
        grouping(site) as tous_les_sites,
        count(*) as seances,
        count(case when not enoncee then 1 end) as seances_non_enoncees,
        count(presents) as seances_comptees,
        count(case when duree_heures is null then 1 end) as seances_sans_duree,
        sum(presents) as participations,
        sum(duree_heures) as heures,
        sum(duree_heures * presents) as heures_personnes,
        sum(case when capacite is not null then presents end) as presents_places_connues,
        sum(case when presents is not null then capacite end) as places
    from seances
    group by grouping sets ((annee, antenne, module, site), (annee, antenne, module))
),

attendus as (
    select
        annee,
        antenne,
        module,
        site,
        case when tous_les_sites then 1 else 0 end as tous_les_sites,
        lignes_sans_seance as attendues_sans_seance,
        personnes_attendues,
        personnes_presentes
    from {{ ref('personnes_attendues') }}
    where not stage and not tous_les_modules
),

anonymes as (
    select
        annee,
        antenne,
        module,
        site,
        grouping(site) as tous_les_sites,
        sum(personnes) as personnes_declarees
    from {{ ref('collectif') }}
    group by grouping sets ((annee, antenne, module, site), (annee, antenne, module))
),

suivis as (
    select
        annee,
        antenne,
        module,
        site,
        case when tous_les_sites then 1 else 0 end as tous_les_sites,
        personnes as personnes_suivies,
        personnes_en_cours
    from {{ ref('file_active') }}
    where not tous_les_modules
),

sorties as (
    select
        annee,
        antenne,
        module,
        site,
        grouping(site) as tous_les_sites,
        count(distinct personne_key) as personnes_sorties,
        count(distinct case when classe_fine = 'concertee_ou_menee_a_terme' or classe_fine_2 = 'concertee_ou_menee_a_terme' then personne_key end) as programmes_menes_a_terme,
        count(distinct case when classe_fine = 'inconnu' then personne_key end) as motifs_inconnus
    from {{ ref('sortie_de_module') }}
    where module <> '_T'
    group by grouping sets ((annee, antenne, module, site), (annee, antenne, module))
)

select
    sommes.annee,
    sommes.antenne,
    sommes.module,
    case when sommes.tous_les_sites = 1 then '_T' else coalesce(sommes.site, '_U') end as site,
    'séances dont les présents sont connus' as base_moyenne,
    'personnes sorties du module dans l’année' as base_programme,
    cast(sommes.seances as integer) as seances,
    cast(sommes.seances_non_enoncees as integer) as seances_non_enoncees,
    cast(sommes.seances_comptees as integer) as seances_comptees,
    cast(sommes.seances_sans_duree as integer) as seances_sans_duree,
    cast(sommes.participations as integer) as participations,
    cast(cast(sommes.participations as decimal(38, 4)) / nullif(sommes.seances_comptees, 0) as decimal(18, 4)) as presents_par_seance,
    cast(sommes.heures as decimal(18, 4)) as heures,
    cast(sommes.heures_personnes as decimal(18, 4)) as heures_personnes,
    cast(sommes.presents_places_connues as integer) as remplissage_numerateur,
    cast(sommes.places as integer) as remplissage_denominateur,
    cast(cast(sommes.presents_places_connues * 100 as decimal(38, 4)) / nullif(sommes.places, 0) as decimal(18, 4)) as taux_remplissage,
    cast(coalesce(attendus.attendues_sans_seance, 0) as integer) as lignes_sans_seance,
    cast(attendus.personnes_attendues as integer) as personnes_attendues,
    cast(attendus.personnes_presentes as integer) as personnes_presentes,
    cast(anonymes.personnes_declarees as integer) as personnes_declarees,
    cast(suivis.personnes_suivies as integer) as personnes_suivies,
    cast(suivis.personnes_en_cours as integer) as personnes_en_cours,
    cast(sorties.personnes_sorties as integer) as personnes_sorties,
    cast(sorties.programmes_menes_a_terme as integer) as programmes_menes_a_terme,
    cast(sorties.motifs_inconnus as integer) as motifs_inconnus,
    cast(
        cast(sorties.programmes_menes_a_terme * 100 as decimal(38, 4)) / nullif(sorties.personnes_sorties, 0) as decimal(18, 4)
    ) as part_menes_a_terme
from sommes
left join attendus
    on sommes.annee = attendus.annee
    and sommes.antenne = attendus.antenne
    and sommes.module = attendus.module
    and sommes.site is not distinct from attendus.site
    and sommes.tous_les_sites = attendus.tous_les_sites
left join anonymes
    on sommes.annee = anonymes.annee
    and sommes.antenne = anonymes.antenne
    and sommes.module = anonymes.module
    and sommes.site is not distinct from anonymes.site
    and sommes.tous_les_sites = anonymes.tous_les_sites
left join suivis
    on sommes.annee = suivis.annee
    and sommes.antenne = suivis.antenne
    and sommes.module = suivis.module
    and sommes.site is not distinct from suivis.site
    and sommes.tous_les_sites = suivis.tous_les_sites
left join sorties
    on sommes.annee = sorties.annee
    and sommes.antenne = sorties.antenne
    and sommes.module = sorties.module
    and sommes.site is not distinct from sorties.site
    and sommes.tous_les_sites = sorties.tous_les_sites
