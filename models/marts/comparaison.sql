with declares as (
    select
        figures.*,
        lus.genre,
        lus.texte,
        -- A mean is good to the digit it is written with, a count to the unit.
        lus.bas - case when lus.genre = 'moyenne' then lus.demi_unite else 0 end as bas,
        lus.haut + case when lus.genre = 'moyenne' then lus.demi_unite else 0 end as haut
    from {{ ref('figure') }} as figures
    inner join {{ ref('figure_controlee') }} as lus
        on figures.source_ref = lus.source_ref
        and figures.annee = lus.annee
    where figures.valeur is not null
),

calcules as (
    select annee, antenne, site, module, population, indicateur, dimension, modalite, unite, valeur
    from {{ ref('figure_calculee') }}
    union all
    select
        autres.annee,
        autres.antenne,
        autres.site,
        autres.module,
        autres.population,
        autres.indicateur,
        autres.dimension,
        autres.modalite,
        autres.unite,
        autres.valeur
    from {{ ref('controle_compte') }} as autres
    left join {{ ref('figure_calculee') }} as figures
        on autres.annee = figures.annee
        and autres.antenne = figures.antenne
        and autres.site is not distinct from figures.site
        and autres.module is not distinct from figures.module
        and autres.population is not distinct from figures.population
        and autres.indicateur = figures.indicateur
        and autres.dimension is not distinct from figures.dimension
        and autres.modalite is not distinct from figures.modalite
        and autres.unite = figures.unite
    where figures.antenne is null
),

ecarts as (
    select
        declares.annee,
        declares.antenne,
        declares.site,
        declares.module,
        declares.population,
        declares.indicateur,
        declares.dimension,
        declares.modalite,
        declares.unite,
        declares.genre,
        declares.source_ref,
        declares.valeur as valeur_declaree,
        calcules.valeur as valeur_calculee,
        -- "5 à 6" and "environ 15" say where the value is: nothing is missing to what lies there.
        calcules.valeur - greatest(declares.bas, least(declares.haut, calcules.valeur)) as ecart,
        declares.texte as declare_texte
    from declares
    inner join calcules
        on declares.annee = calcules.annee
        and declares.antenne = calcules.antenne
        and declares.indicateur = calcules.indicateur
        and declares.unite = calcules.unite
        and declares.site is not distinct from calcules.site
        and declares.module is not distinct from calcules.module
        and declares.population is not distinct from calcules.population
        and declares.dimension is not distinct from calcules.dimension
        and declares.modalite is not distinct from calcules.modalite
),

-- A mean stated twice is of two periods or two definitions (rule meme_moyenne): the one that the rows give is theirs.
moyennes as (
    select
        ecarts.*,
        min(abs(ecart)) over (
            partition by annee, antenne, site, module, population, indicateur, dimension, modalite, unite
        ) as plus_petit_ecart
    from ecarts
)

select
    annee,
    antenne,
    site,
    module,
    population,
    indicateur,
    dimension,
    modalite,
    source_ref,
    valeur_declaree,
    valeur_calculee,
    ecart,
    declare_texte
from moyennes
where genre <> 'moyenne' or ecart = 0 or plus_petit_ecart > 0
