-- The same accompaniment stands in the file of each year that it lasts: the last file tells most.
-- Who entered before the first file of the antenne is known only because he stayed: he is in no cohort.
with cohortes as (
    select
        antenne,
        module,
        personne_key,
        date_debut,
        max(annee) as annee,
        max(date_fin) as date_fin,
        count(*) as lignes
    from {{ ref('accompagnement') }}
    where date_debut is not null
    group by antenne, module, personne_key, date_debut
    having min(annee) = {{ year('date_debut') }}
),

-- Only accompaniments told several times are read again, in their last file; one that it tells twice is told by its first line.
rangees as (
    select
        lignes.antenne,
        lignes.module,
        lignes.date_debut,
        lignes.annee,
        lignes.date_fin,
        row_number() over (
            partition by lignes.antenne, lignes.module, lignes.personne_key, lignes.date_debut
            order by lignes.source_ref nulls last
        ) as rang
    from {{ ref('accompagnement') }} as lignes
    inner join cohortes
        on lignes.antenne = cohortes.antenne
        and lignes.module is not distinct from cohortes.module
        and lignes.personne_key = cohortes.personne_key
        and lignes.date_debut = cohortes.date_debut
        and lignes.annee = cohortes.annee
    where cohortes.lignes > 1
),

entres as (
    select antenne, module, date_debut, annee, date_fin
    from cohortes
    where lignes = 1
    union all
    select antenne, module, date_debut, annee, date_fin
    from rangees
    where rang = 1
),

derniers_fichiers as (
    select antenne, max(annee) as derniere_annee
    from {{ ref('accompagnement') }}
    group by antenne
),

entrees as (
    select
        {{ year('entres.date_debut') }} as annee,
        entres.antenne,
        coalesce(entres.module, '_U') as module,
        entres.date_debut,
        entres.date_fin,
        cast(cast(derniers_fichiers.derniere_annee as varchar) || '-12-31' as date) as observe_jusqu_au,
        -- An accompaniment that has ended stays ended; one that a later file no longer holds is known up to its last file.
        case
            when {{ year('entres.date_fin') }} <= entres.annee
                then cast(cast(derniers_fichiers.derniere_annee as varchar) || '-12-31' as date)
            else cast(cast(entres.annee as varchar) || '-12-31' as date)
        end as connu_jusqu_au
    from entres
    inner join derniers_fichiers on entres.antenne = derniers_fichiers.antenne
),

delais as (
    select 3 as mois
    union all
    select 6 as mois
    union all
    select 12 as mois
),

terme as (
    select
        entrees.annee,
        entrees.antenne,
        entrees.module,
        delais.mois,
        entrees.date_fin,
        entrees.observe_jusqu_au,
        entrees.connu_jusqu_au,
        cast(
            case
                when delais.mois = 3 then entrees.date_debut + interval '3' month
                when delais.mois = 6 then entrees.date_debut + interval '6' month
                else entrees.date_debut + interval '12' month
            end as date
        ) as echeance
    from entrees
    cross join delais
),

sommes as (
    select
        annee,
        antenne,
        case when grouping(module) = 1 then '_T' else module end as module,
        mois,
        max(observe_jusqu_au) as observe_jusqu_au,
        count(*) as entrees,
        count(case when echeance > observe_jusqu_au then 1 end) as censurees,
        count(case when echeance <= observe_jusqu_au and echeance > connu_jusqu_au then 1 end) as sans_nouvelles,
        count(case when echeance <= connu_jusqu_au then 1 end) as base_valeur,
        count(case when echeance <= connu_jusqu_au and (date_fin is null or date_fin >= echeance) then 1 end) as encore_suivies
    from terme
    group by grouping sets ((annee, antenne, module, mois), (annee, antenne, mois))
)

select
    annee,
    antenne,
    module,
    mois,
    'entrées de l’année dont le sort est connu ' || cast(mois as varchar) || ' mois après' as base_libelle,
    cast(entrees as integer) as entrees,
    cast(censurees as integer) as censurees,
    cast(sans_nouvelles as integer) as sans_nouvelles,
    cast(base_valeur as integer) as base_valeur,
    cast(encore_suivies as integer) as encore_suivies,
    cast(cast(encore_suivies * 100 as decimal(38, 4)) / nullif(base_valeur, 0) as decimal(18, 4)) as part,
    observe_jusqu_au
from sommes
