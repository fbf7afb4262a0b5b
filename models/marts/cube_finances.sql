-- Here CPCA is the porteur for its own agreement and budget, never a sum of the antennes.
with versements as (
    select annee, convention, string_agg(distinct source_ref, chr(10) order by source_ref nulls last) as source
    from {{ ref('versement') }}
    group by annee, convention
),

conventions as (
    select
        conventions.annee,
        conventions.antenne,
        conventions.convention as objet,
        indicateurs.indicateur,
        case indicateurs.indicateur
            when 'accorde' then conventions.accorde
            when 'verse' then conventions.verse
            when 'reste_a_verser' then conventions.reste_a_verser
            when 'reverse' then conventions.reverse
        end as valeur,
        'non_transmis' as absence,
        case when indicateurs.indicateur = 'reste_a_verser' then conventions.accorde end as numerateur,
        case when indicateurs.indicateur = 'reste_a_verser' then conventions.verse end as denominateur,
        case
            when indicateurs.indicateur in ('verse', 'reste_a_verser') then conventions.versements_sans_montant
            when indicateurs.indicateur = 'reverse' then conventions.reversements_inconnus
        end as inconnus,
        ' − ' as signe,
        cast(null as varchar) as precision_base,
        cast(null as varchar) as unite,
        concat_ws(chr(10), conventions.source_ref, case when indicateurs.indicateur in ('verse', 'reste_a_verser') then versements.source end) as source,
        cast(null as integer) as contributeurs
    from {{ ref('finance_convention') }} as conventions
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'finances'
        and indicateurs.indicateur in ('accorde', 'verse', 'reste_a_verser', 'reverse')
    left join versements on conventions.annee = versements.annee and conventions.convention = versements.convention
    -- Only who passes money on has a sum passed on.
    where indicateurs.indicateur <> 'reverse' or conventions.accorde_en_reversement is not null
),

fichiers as (
    select annee, antenne, genre, string_agg(distinct fichier, chr(10) order by fichier nulls last) as source
    from {{ ref('fichier_de_genre') }}
    where genre in ('budget', 'financement', 'accompagnement', 'seance', 'hebergement')
    group by annee, antenne, genre
),

lignes_de_l_antenne as (
    select annee, antenne, string_agg(distinct fichier, chr(10) order by fichier nulls last) as source
    from {{ ref('fichier_de_genre') }}
    where genre not in ('budget', 'financement', 'offre')
    group by annee, antenne
),

-- A cost by hour or by night is only of an action that has hours or nights.
couts as (
    select
        couts.annee,
        couts.antenne,
        case when couts.financeur = '_T' then couts.module else couts.module || '/' || couts.financeur end as objet,
        case when couts.financeur = '_T' then 'cout_par_' else 'accorde_par_' end
        || case couts.unite when 'nuitee' then 'nuit' else couts.unite end as indicateur,
        case when couts.financeur = '_T' then couts.cout else couts.accorde_par_unite end as valeur,
        case couts.absence
            when 'volume nul' then 'sans_objet'
            when 'volume inconnu' then 'non_disponible'
            when 'aucun montant accordé' then 'sans_objet'
            when 'dépenses non transmises' then 'non_transmis'
            else 'inconnu'
        end as absence,
        case when couts.financeur = '_T' then couts.depense else couts.accorde end as numerateur,
        couts.volume as denominateur,
        cast(null as integer) as inconnus,
        ' / ' as signe,
        case when couts.financeur <> '_T' and couts.part_du_financeur is not null
            then {{ french('couts.part_du_financeur', 1) }} || ' % des montants accordés à l’action'
        end as precision_base,
        cast(null as varchar) as unite,
        concat_ws(chr(10), case when couts.financeur = '_T' then budgets.source else financements.source end, lignes.source) as source,
        case when couts.unite = 'personne' then cast(couts.volume as integer) end as contributeurs
    from {{ ref('cout_unitaire') }} as couts
    left join fichiers as budgets on couts.annee = budgets.annee and couts.antenne = budgets.antenne and budgets.genre = 'budget'
    left join fichiers as financements
        on couts.annee = financements.annee and couts.antenne = financements.antenne and financements.genre = 'financement'
    left join fichiers as lignes
        on couts.annee = lignes.annee
        and couts.antenne = lignes.antenne
        and lignes.genre = case couts.unite when 'personne' then 'accompagnement' when 'heure' then 'seance' else 'hebergement' end
    where couts.volume is not null or couts.unite = 'personne'
),

objectifs_nommes as (
    select
        objectifs.*,
        row_number() over (partition by annee, antenne, convention, module, indicateur order by source_ref nulls last) as rang
    from {{ ref('finance_objectif') }} as objectifs
),

objectifs as (
    select
        objectifs.annee,
        objectifs.antenne,
        objectifs.convention || '/' || coalesce(objectifs.module, '_T') || '/' || objectifs.indicateur
        || case when objectifs.rang > 1 then '/' || cast(objectifs.rang as varchar) else '' end as objet,
        indicateurs.indicateur,
        case indicateurs.indicateur when 'cible' then objectifs.cible when 'realise' then objectifs.realise when 'ecart' then objectifs.ecart end as valeur,
        case when objectifs.cible is null then 'non_transmis' else 'non_disponible' end as absence,
        case when indicateurs.indicateur = 'ecart' then objectifs.realise end as numerateur,
        case when indicateurs.indicateur = 'ecart' then objectifs.cible end as denominateur,
        cast(null as integer) as inconnus,
        ' − ' as signe,
        case when indicateurs.indicateur <> 'cible' then nullif(objectifs.moyen, '') end as precision_base,
        objectifs.unite,
        concat_ws(chr(10), objectifs.source_ref, case when indicateurs.indicateur <> 'cible' and objectifs.realise is not null then lignes.source end) as source,
        case when indicateurs.indicateur = 'realise' and objectifs.unite = 'personne' then cast(objectifs.realise as integer) end as contributeurs
    from objectifs_nommes as objectifs
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'finances' and indicateurs.indicateur in ('cible', 'realise', 'ecart')
    left join lignes_de_l_antenne as lignes on objectifs.annee = lignes.annee and objectifs.antenne = lignes.antenne
),

postes as (
    select
        postes.annee,
        postes.antenne,
        postes.sens || '_' || postes.compte as objet,
        indicateurs.indicateur,
        case indicateurs.indicateur when 'prevu' then postes.prevu when 'realise' then postes.realise when 'ecart' then postes.ecart end as valeur,
        'non_transmis' as absence,
        case when indicateurs.indicateur = 'ecart' then postes.realise end as numerateur,
        case when indicateurs.indicateur = 'ecart' then postes.prevu end as denominateur,
        case indicateurs.indicateur when 'prevu' then postes.prevus_inconnus when 'realise' then postes.realises_inconnus end as inconnus,
        ' − ' as signe,
        'compte du CERFA 15059' as precision_base,
        cast(null as varchar) as unite,
        fichiers.source,
        cast(null as integer) as contributeurs
    from {{ ref('finance_poste') }} as postes
    inner join {{ ref('indicateur_cube') }} as indicateurs
        on indicateurs.cube = 'finances' and indicateurs.indicateur in ('prevu', 'realise', 'ecart')
    left join fichiers on postes.annee = fichiers.annee and postes.antenne = fichiers.antenne and fichiers.genre = 'budget'
),

reunies as (
    select annee, antenne, objet, indicateur, valeur, absence, numerateur, denominateur, inconnus, signe, precision_base, unite, source, contributeurs
    from conventions
    union all
    select annee, antenne, objet, indicateur, valeur, absence, numerateur, denominateur, inconnus, signe, precision_base, unite, source, contributeurs
    from couts
    union all
    select annee, antenne, objet, indicateur, valeur, absence, numerateur, denominateur, inconnus, signe, precision_base, unite, source, contributeurs
    from objectifs
    union all
    select annee, antenne, objet, indicateur, valeur, absence, numerateur, denominateur, inconnus, signe, precision_base, unite, source, contributeurs
    from postes
)

select
    reunies.annee,
    reunies.antenne,
    reunies.objet,
    reunies.indicateur,
    cast(reunies.valeur as decimal(18, 4)) as valeur,
    case when reunies.valeur is null then reunies.absence end as absence,
    indicateurs.libelle,
    coalesce(reunies.unite, indicateurs.unite) as unite,
    indicateurs.base || case when reunies.precision_base is null then '' else ' ; ' || reunies.precision_base end as base,
    cast(reunies.numerateur as decimal(18, 2)) as numerateur,
    cast(reunies.denominateur as decimal(18, 2)) as denominateur,
    reunies.inconnus,
    case
        when reunies.valeur is not null and reunies.numerateur is not null and reunies.denominateur is not null
            then replace({{ french('reunies.numerateur', 2) }}, ',00', '') || reunies.signe || replace({{ french('reunies.denominateur', 2) }}, ',00', '')
                || ' = ' || replace({{ french('reunies.valeur', 2) }}, ',00', '')
    end as formule,
    case
        when reunies.objet like '%!_!_T' escape '!' then 'calcule'
        when reunies.indicateur in ('accorde', 'prevu', 'cible') then 'declare'
        when reunies.indicateur = 'realise' and reunies.precision_base = 'compte du CERFA 15059' then 'declare'
        else 'calcule'
    end as provenance,
    coalesce(reunies.source, '') as source,
    coalesce(financeurs.libelle, '') as financeur,
    reunies.contributeurs
from reunies
inner join {{ ref('indicateur_cube') }} as indicateurs
    on indicateurs.cube = 'finances' and reunies.indicateur = indicateurs.indicateur
left join {{ ref('libelle_financeur') }} as financeurs
    on reunies.indicateur like 'accorde!_par!_%' escape '!'
    and substr(reunies.objet, strpos(reunies.objet, '/') + 1) = financeurs.code
