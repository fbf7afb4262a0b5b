with enonces as (
    select
        figures.annee,
        blocs.bloc,
        blocs.modalite_bloc as modalite,
        blocs.classe,
        blocs.libelle,
        figures.base_libelle as base,
        figures.base_valeur,
        figures.unite,
        figures.source_ref as source,
        figures.approche,
        figures.absence,
        figures.valeur,
        row_number() over (
            partition by figures.annee, blocs.bloc, blocs.modalite_bloc
            order by figures.source_ref nulls last
        ) as rang
    from {{ ref('figure') }} as figures
    inner join {{ ref('bloc_chiffre_cle') }} as blocs
        on figures.population = blocs.population
        and figures.indicateur = blocs.indicateur
        and figures.dimension is not distinct from blocs.dimension
        and figures.modalite is not distinct from blocs.modalite
    where figures.antenne = 'CPCA'
),

premiers as (
    select * from enonces where rang = 1
),

-- A mean length rests on the persons housed; the nights of one kind of place rest on all nights.
heberges as (
    select annee, modalite, valeur from premiers where bloc = 'heberges'
),

nuitees as (
    select annee, valeur from premiers where bloc = 'nuitees' and modalite = '_T'
),

-- Nobody states how many accompaniments there are in all: the base of a nature is the sum of the natures.
natures as (
    select annee, sum(valeur) as valeur from premiers where bloc = 'nature' group by annee
)

select
    premiers.annee,
    premiers.bloc,
    premiers.modalite,
    premiers.classe,
    premiers.valeur,
    premiers.absence,
    premiers.libelle,
    case
        when premiers.bloc = 'nature' then 'accompagnements (somme des natures)'
        when premiers.bloc = 'nuitees' then 'nuitées'
        else premiers.base
    end as base,
    cast(cast(case
        when premiers.bloc = 'nature' then natures.valeur
        when premiers.bloc = 'nuitees' then nuitees.valeur
        when premiers.bloc = 'duree_occupation' then tous_heberges.valeur
        else premiers.base_valeur
    end as integer) as varchar) as base_valeur,
    premiers.unite,
    'declare' as provenance,
    premiers.source,
    case when premiers.approche then 'oui' else '' end as approche,
    case
        when premiers.bloc in ('nuitees', 'duree_occupation') then heberges.valeur
        when premiers.unite = 'personne' then premiers.valeur
    end as contributeurs
from premiers
left join heberges on premiers.annee = heberges.annee and premiers.modalite = heberges.modalite
left join heberges as tous_heberges on premiers.annee = tous_heberges.annee and tous_heberges.modalite = '_T'
left join nuitees on premiers.annee = nuitees.annee
left join natures on premiers.annee = natures.annee
