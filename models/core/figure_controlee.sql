-- Empty text stands for "not stated", so that keys can be compared.
with rangees as (
    select
        figures.source_ref,
        figures.annee,
        figures.antenne,
        coalesce(figures.site, '') as site,
        coalesce(figures.departement, '') as departement,
        case when dimensions.par_module then '' else coalesce(figures.module, '') end as module,
        coalesce(memes.ensemble, figures.population, '') as population,
        case when indicateurs.genre = 'effectif' then 'decompte' else figures.indicateur end as mesure,
        coalesce(indicateurs.genre, 'autre') as genre,
        figures.unite,
        figures.dimension,
        figures.modalite,
        figures.modalite = '_T' or figures.modalite = dimensions.modalite_totale as dit_le_total,
        dimensions.partage,
        figures.valeur,
        figures.valeur_max,
        figures.approche
    from {{ ref('figure') }} as figures
    left join {{ ref('stg_controle_dimension') }} as dimensions on figures.dimension = dimensions.dimension
    left join {{ ref('stg_controle_indicateur') }} as indicateurs on figures.indicateur = indicateurs.indicateur
    left join {{ ref('stg_controle_population') }} as memes
        on figures.population = memes.population
        and memes.relation = 'meme'
),

-- A whole number is right to half a unit; one with decimals to half of its last digit.
arrondies as (
    select
        rangees.*,
        case
            when valeur = round(valeur, 0) then 0.5
            when valeur = round(valeur, 1) then 0.05
            when valeur = round(valeur, 2) then 0.005
            else 0.0005
        end as demi_unite,
        split_part(cast(valeur as varchar), '.', 1) as entier,
        rtrim(split_part(cast(valeur as varchar), '.', 2), '0') as decimales,
        rtrim(rtrim(cast(valeur_max as varchar), '0'), '.') as borne_haute
    from rangees
)

select
    source_ref,
    annee,
    antenne,
    site,
    departement,
    module,
    population,
    mesure,
    genre,
    unite,
    case when dimension is null or dit_le_total then '' else dimension end as dimension,
    case when dimension is null or dit_le_total then '' else coalesce(modalite, '') end as modalite,
    case when dimension is null or dit_le_total then '' else coalesce(partage, 'multiple') end as partage,
    case when approche then 'environ ' else '' end
    || case
        when length(entier) > 6
            then left(entier, length(entier) - 6) || ' ' || substr(entier, length(entier) - 5, 3) || ' ' || right(entier, 3)
        when length(entier) > 3 then left(entier, length(entier) - 3) || ' ' || right(entier, 3)
        else entier
    end
    || case when decimales = '' then '' else ',' || decimales end
    || case when valeur_max is null then '' else ' à ' || replace(borne_haute, '.', ',') end as texte,
    lpad(cast(length(source_ref) as varchar), 4, '0') || source_ref as rang,
    valeur,
    -- An order of magnitude ("près de", "environ") is good to a tenth.
    cast(valeur * case when approche then 0.9 else 1 end as decimal(18, 4)) as bas,
    cast(coalesce(valeur_max, valeur) * case when approche then 1.1 else 1 end as decimal(18, 4)) as haut,
    cast(demi_unite as decimal(18, 4)) as demi_unite
from arrondies
