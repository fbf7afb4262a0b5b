with grandeurs as (
    select * from {{ ref('grandeur_enoncee') }}
),

termes as (
    select * from {{ ref('stg_controle_egalite') }}
),

ecrites as (
    select
        termes.regle,
        termes.forme,
        grandeurs.annee + termes.annees_avant as annee,
        grandeurs.antenne,
        grandeurs.site,
        grandeurs.departement,
        grandeurs.module,
        grandeurs.dimension,
        grandeurs.modalite,
        grandeurs.population,
        grandeurs.unite,
        grandeurs.grandeur,
        grandeurs.texte,
        grandeurs.sources,
        grandeurs.valeur,
        grandeurs.bas,
        grandeurs.haut
    from termes
    inner join grandeurs on termes.grandeur = grandeurs.grandeur
    where termes.cote = 'ecrit' and grandeurs.derive = ''
),

calcules as (
    select
        ecrites.regle,
        ecrites.annee,
        ecrites.antenne,
        ecrites.site,
        ecrites.departement,
        ecrites.module,
        ecrites.dimension,
        ecrites.modalite,
        count(*) filter (where termes.obligatoire and grandeurs.valeur is not null) as presents,
        min(attendus.obligatoires) as obligatoires,
        sum(case when termes.signe = '+' then grandeurs.valeur else -grandeurs.valeur end) as valeur,
        sum(case when termes.signe = '+' then grandeurs.bas else -grandeurs.haut end) as bas,
        sum(case when termes.signe = '+' then grandeurs.haut else -grandeurs.bas end) as haut,
        string_agg(case when termes.rang = 1 then '' when termes.signe = '+' then ' + ' else ' − ' end || grandeurs.texte, '' order by termes.rang nulls last) as texte,
        string_agg(grandeurs.sources, chr(10) order by termes.rang nulls last) as sources
    from ecrites
    inner join termes
        on ecrites.regle = termes.regle
        and termes.cote = 'calcule'
    inner join (
        select regle, count(*) as obligatoires
        from termes
        where cote = 'calcule' and obligatoire
        group by regle
    ) as attendus on ecrites.regle = attendus.regle
    left join grandeurs
        on termes.grandeur = grandeurs.grandeur
        and ecrites.annee = grandeurs.annee + termes.annees_avant
        and ecrites.antenne = grandeurs.antenne
        and ecrites.site = grandeurs.site
        and ecrites.departement = grandeurs.departement
        and ecrites.module = grandeurs.module
        and ecrites.dimension = grandeurs.dimension
        and ecrites.modalite = grandeurs.modalite
    group by ecrites.regle, ecrites.annee, ecrites.antenne, ecrites.site, ecrites.departement, ecrites.module, ecrites.dimension, ecrites.modalite
)

select
    ecrites.regle,
    ecrites.annee,
    ecrites.antenne,
    ecrites.site,
    ecrites.departement,
    ecrites.module,
    ecrites.population,
    ecrites.grandeur as mesure,
    ecrites.dimension,
    ecrites.modalite,
    '' as objet,
    ecrites.unite,
    ecrites.texte as ecrit_texte,
    calcules.texte
    || case when strpos(calcules.texte, ' + ') > 0 or strpos(calcules.texte, ' − ') > 0 then ' = {calcule}' else '' end
    || case when calcules.bas <= ecrites.haut and calcules.haut >= ecrites.bas then '' else ', et non {ecrit}' end as formule,
    ecrites.sources || chr(10) || calcules.sources as sources,
    case
        when ecrites.forme = 'etendue' then 'Hors de l’étendue énoncée, de {ecart} : l’une des deux valeurs n’a pas été mise à jour, ou elles ne sont pas de la même population.'
        when calcules.valeur < ecrites.valeur then 'Omission : {ecart} de plus que dans les termes énoncés, ou autre définition.'
        else 'Double compte, ou fins non énoncées : {ecart} de moins que par les termes énoncés.'
    end as lecture,
    ecrites.valeur as ecrit,
    -- What is outside a range is as far from it as from the nearest end.
    case
        when ecrites.forme = 'etendue' and calcules.bas <= ecrites.haut and calcules.haut >= ecrites.bas then ecrites.valeur
        when ecrites.forme = 'etendue' and calcules.haut < ecrites.bas then calcules.haut
        when ecrites.forme = 'etendue' then calcules.bas
        else calcules.valeur
    end as calcule,
    calcules.bas <= ecrites.haut and calcules.haut >= ecrites.bas as tient
from ecrites
inner join calcules
    on ecrites.regle = calcules.regle
    and ecrites.annee = calcules.annee
    and ecrites.antenne = calcules.antenne
    and ecrites.site = calcules.site
    and ecrites.departement = calcules.departement
    and ecrites.module = calcules.module
    and ecrites.dimension = calcules.dimension
    and ecrites.modalite = calcules.modalite
where calcules.presents = calcules.obligatoires
