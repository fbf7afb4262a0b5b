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
    calcules.valeur - declares.valeur as ecart
from {{ ref('figure') }} as declares
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
where declares.valeur is not null
