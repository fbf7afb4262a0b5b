-- The same accompaniment stands in the file of each year that it lasts: the last file tells most.
with rangees as (
    select
        accompagnements.*,
        row_number() over (
            partition by antenne, module, personne_key, date_debut
            order by annee desc nulls last, source_ref nulls last
        ) as rang,
        min(annee) over (partition by antenne, module, personne_key, date_debut) as premiere_annee
    from {{ ref('accompagnement') }} as accompagnements
    where date_debut is not null
),

derniers_fichiers as (
    select antenne, max(annee) as derniere_annee
    from {{ ref('accompagnement') }}
    group by antenne
),

-- Who entered before the first file of the antenne is known only because he stayed: he is in no cohort.
entrees as (
    select
        {{ year('rangees.date_debut') }} as annee,
        rangees.antenne,
        coalesce(rangees.module, '_U') as module,
        rangees.date_debut,
        rangees.date_fin,
        cast(cast(derniers_fichiers.derniere_annee as varchar) || '-12-31' as date) as observe_jusqu_au,
        -- An accompaniment that has ended stays ended; one that a later file no longer holds is known up to its last file.
        case
            when rangees.date_fin <= cast(cast(rangees.annee as varchar) || '-12-31' as date)
                then cast(cast(derniers_fichiers.derniere_annee as varchar) || '-12-31' as date)
            else cast(cast(rangees.annee as varchar) || '-12-31' as date)
        end as connu_jusqu_au
    from rangees
    inner join derniers_fichiers on rangees.antenne = derniers_fichiers.antenne
    where rangees.rang = 1 and rangees.premiere_annee = {{ year('rangees.date_debut') }}
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
