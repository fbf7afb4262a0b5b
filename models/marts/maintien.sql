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

echeances as (
    select
        annee,
        antenne,
        module,
        date_fin,
        observe_jusqu_au,
        connu_jusqu_au,
        cast(date_debut + interval '3' month as date) as echeance_3,
        cast(date_debut + interval '6' month as date) as echeance_6,
        cast(date_debut + interval '12' month as date) as echeance_12
    from entrees
),

-- Each line is read once, for all three delays.
comptes as (
    select
        annee,
        antenne,
        module,
        max(observe_jusqu_au) as observe_jusqu_au,
        count(*) as entrees,
        count(case when echeance_3 > observe_jusqu_au then 1 end) as censurees_3,
        count(case when echeance_3 <= observe_jusqu_au and echeance_3 > connu_jusqu_au then 1 end) as sans_nouvelles_3,
        count(case when echeance_3 <= connu_jusqu_au then 1 end) as base_3,
        count(case when echeance_3 <= connu_jusqu_au and (date_fin is null or date_fin >= echeance_3) then 1 end) as encore_3,
        count(case when echeance_6 > observe_jusqu_au then 1 end) as censurees_6,
        count(case when echeance_6 <= observe_jusqu_au and echeance_6 > connu_jusqu_au then 1 end) as sans_nouvelles_6,
        count(case when echeance_6 <= connu_jusqu_au then 1 end) as base_6,
        count(case when echeance_6 <= connu_jusqu_au and (date_fin is null or date_fin >= echeance_6) then 1 end) as encore_6,
        count(case when echeance_12 > observe_jusqu_au then 1 end) as censurees_12,
        count(case when echeance_12 <= observe_jusqu_au and echeance_12 > connu_jusqu_au then 1 end) as sans_nouvelles_12,
        count(case when echeance_12 <= connu_jusqu_au then 1 end) as base_12,
        count(case when echeance_12 <= connu_jusqu_au and (date_fin is null or date_fin >= echeance_12) then 1 end) as encore_12
    from echeances
    group by annee, antenne, module
),

par_delai as (
    select annee, antenne, module, 3 as mois, observe_jusqu_au, entrees, censurees_3 as censurees, sans_nouvelles_3 as sans_nouvelles, base_3 as base_valeur, encore_3 as encore_suivies
    from comptes
    union all
    select annee, antenne, module, 6 as mois, observe_jusqu_au, entrees, censurees_6 as censurees, sans_nouvelles_6 as sans_nouvelles, base_6 as base_valeur, encore_6 as encore_suivies
    from comptes
    union all
    select annee, antenne, module, 12 as mois, observe_jusqu_au, entrees, censurees_12 as censurees, sans_nouvelles_12 as sans_nouvelles, base_12 as base_valeur, encore_12 as encore_suivies
    from comptes
),

sommes as (
    select
        annee,
        antenne,
        case when grouping(module) = 1 then '_T' else module end as module,
        mois,
        max(observe_jusqu_au) as observe_jusqu_au,
        sum(entrees) as entrees,
        sum(censurees) as censurees,
        sum(sans_nouvelles) as sans_nouvelles,
        sum(base_valeur) as base_valeur,
        sum(encore_suivies) as encore_suivies
    from par_delai
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
