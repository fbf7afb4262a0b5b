-- A motive that nobody knows is none: the second one then speaks.
with motifs as (
    select antenne, motif, motif_commun, classe_large
    from {{ ref('motif_classe') }}
    where classe_fine <> 'inconnu'
),

-- A person with two motives is in one group only, that of the first.
sorties as (
    select
        faits.annee,
        faits.antenne,
        faits.personne_key,
        coalesce(premiers.motif_commun, seconds.motif_commun, '_U') as motif,
        case
            when premiers.motif is not null then premiers.classe_large
            when seconds.motif is not null then seconds.classe_large
            else '_U'
        end as classe_large
    from {{ ref('fait_sortie') }} as faits
    left join motifs as premiers
        on faits.antenne = premiers.antenne and faits.motif = premiers.motif
    left join motifs as seconds
        on faits.antenne = seconds.antenne and faits.motif_2 = seconds.motif
    where faits.personne_sortie
),

-- An exit told on a sheet of its own has no accompaniment on its line: the sex is that of the person.
personnes as (
    select
        sorties.annee,
        sorties.antenne,
        coalesce(antennes.departement, '_U') as departement,
        case when profils.sexe is null or profils.sexe in ('inconnu', 'non_transmis', 'sans_objet') then '_U' else profils.sexe end as sexe,
        sorties.motif,
        sorties.classe_large
    from sorties
    left join {{ ref('personne') }} as profils
        on sorties.annee = profils.annee and sorties.antenne = profils.antenne and sorties.personne_key = profils.personne_key
    left join {{ ref('antenne') }} as antennes on sorties.antenne = antennes.code
),

comptes as (
    select annee, antenne, departement, sexe, 'motif' as caracteristique, motif as modalite, count(*) as personnes
    from personnes
    group by annee, antenne, departement, sexe, motif
    union all
    select annee, antenne, departement, sexe, 'classe_large' as caracteristique, classe_large as modalite, count(*) as personnes
    from personnes
    group by annee, antenne, departement, sexe, classe_large
),

connues as (
    select
        comptes.*,
        max(case when modalite <> '_U' then 1 else 0 end) over (partition by annee, antenne, caracteristique) as transmise
    from comptes
)

select
    annee,
    antenne,
    departement,
    sexe,
    caracteristique,
    modalite,
    cast(personnes as integer) as personnes
from connues
where transmise = 1
