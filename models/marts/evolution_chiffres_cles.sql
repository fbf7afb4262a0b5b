with indicateurs as (
    select distinct blocs.bloc, coalesce(activites.indicateur_activite, blocs.indicateur) as indicateur
    from {{ ref('bloc_chiffre_cle') }} as blocs
    left join {{ ref('indicateur_activite') }} as activites
        on blocs.population = activites.population
        and blocs.indicateur = activites.indicateur
),

annees as (
    select distinct annee from {{ ref('chiffres_cles') }}
),

cles as (
    select chiffres.annee, bloc, modalite
    from {{ ref('chiffres_cles') }} as chiffres
    inner join annees on chiffres.annee = annees.annee + 1
    union
    select annees.annee, bloc, modalite
    from {{ ref('chiffres_cles') }} as chiffres
    inner join annees on chiffres.annee + 1 = annees.annee
),

paires as (
    select
        cles.annee,
        cles.bloc,
        cles.modalite,
        nouveaux.valeur as valeur_n,
        anciens.valeur as valeur_n_1,
        coalesce(nouveaux.absence, anciens.absence) as absence_dite,
        coalesce(nouveaux.approche, '') = 'oui' or coalesce(anciens.approche, '') = 'oui' as approche,
        nouveaux.base as base_n,
        anciens.base as base_n_1,
        nouveaux.provenance as provenance_n,
        anciens.provenance as provenance_n_1,
        coalesce(nouveaux.libelle, anciens.libelle) as libelle,
        coalesce(nouveaux.unite, anciens.unite) as unite,
        coalesce(nouveaux.base, anciens.base) as base,
        case when nouveaux.contributeurs < anciens.contributeurs then nouveaux.contributeurs else anciens.contributeurs end as contributeurs
    from cles
    left join {{ ref('chiffres_cles') }} as nouveaux
        on cles.annee = nouveaux.annee
        and cles.bloc = nouveaux.bloc
        and cles.modalite = nouveaux.modalite
    left join {{ ref('chiffres_cles') }} as anciens
        on cles.annee = anciens.annee + 1
        and cles.bloc = anciens.bloc
        and cles.modalite = anciens.modalite
),

-- The region is touched by a break of any antenne; a block does not tell modules apart.
touches as (
    select distinct paires.annee, paires.bloc, ruptures.texte
    from paires
    inner join indicateurs on paires.bloc = indicateurs.bloc
    inner join {{ ref('rupture') }} as ruptures
        on paires.annee = ruptures.annee
        and indicateurs.indicateur = ruptures.indicateur
),

rompues as (
    select annee, bloc, string_agg(texte, ' ' order by texte nulls last) as dit
    from touches
    group by annee, bloc
),

dites as (
    select
        paires.*,
        concat_ws(
            ' ',
            case
                when valeur_n is null and valeur_n_1 is null then 'Il n’y a pas de chiffre de ' || cast(paires.annee - 1 as varchar) || ' ni de ' || cast(paires.annee as varchar) || '.'
                when valeur_n is null then 'Il n’y a pas de chiffre de ' || cast(paires.annee as varchar) || '.'
                when valeur_n_1 is null then 'Il n’y a pas de chiffre de ' || cast(paires.annee - 1 as varchar) || '.'
            end,
            rompues.dit,
            case when provenance_n <> provenance_n_1 then 'L’un des deux chiffres est déclaré, l’autre calculé.' end,
            case when base_n <> base_n_1 then 'La base a changé : « ' || base_n_1 || ' », puis « ' || base_n || ' ».' end
        ) as raison
    from paires
    left join rompues on paires.annee = rompues.annee and paires.bloc = rompues.bloc
)

select
    annee,
    bloc,
    modalite,
    case when raison = '' then cast(valeur_n - valeur_n_1 as decimal(18, 4)) end as valeur,
    case when raison = '' then null when valeur_n is null or valeur_n_1 is null then coalesce(absence_dite, 'non_disponible') else 'sans_objet' end as absence,
    rtrim(rtrim(cast(cast(valeur_n as decimal(18, 4)) as varchar), '0'), '.') as valeur_n,
    rtrim(rtrim(cast(cast(valeur_n_1 as decimal(18, 4)) as varchar), '0'), '.') as valeur_n_1,
    case
        when raison = '' and valeur_n_1 <> 0 and unite <> '%'
            then cast(cast(round((valeur_n - valeur_n_1) * 100 / cast(valeur_n_1 as decimal(18, 4)), 1) as decimal(18, 1)) as varchar)
    end as evolution_pour_cent,
    case when raison = '' then 'oui' else 'non' end as comparable,
    raison,
    libelle,
    unite,
    base,
    case when approche then 'oui' else '' end as approche,
    cast(contributeurs as integer) as contributeurs
from dites
