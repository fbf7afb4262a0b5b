with declares as (
    select
        figures.*,
        lus.texte,
        lus.bas,
        lus.haut
    from {{ ref('figure') }} as figures
    inner join {{ ref('figure_controlee') }} as lus
        on figures.source_ref = lus.source_ref
        and figures.annee = lus.annee
    where figures.valeur is not null
)

select
    declares.annee,
    declares.antenne,
    declares.site,
    declares.module,
    declares.population,
    declares.indicateur,
    declares.dimension,
    declares.modalite,
    declares.source_ref,
    declares.valeur as valeur_declaree,
    calcules.valeur as valeur_calculee,
    -- "5 à 6" and "environ 15" say where the value is: nothing is missing to what lies there.
    calcules.valeur - greatest(declares.bas, least(declares.haut, calcules.valeur)) as ecart,
    declares.texte as declare_texte
from declares
inner join {{ ref('figure_calculee') }} as calcules
    on declares.annee = calcules.annee
    and declares.antenne = calcules.antenne
    and declares.indicateur = calcules.indicateur
    and declares.unite = calcules.unite
    and declares.site is not distinct from calcules.site
    and declares.module is not distinct from calcules.module
    and declares.population is not distinct from calcules.population
    and declares.dimension is not distinct from calcules.dimension
    and declares.modalite is not distinct from calcules.modalite
