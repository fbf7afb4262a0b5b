-- An antenne whose list has no such motif does not tell: she has no line, which is no zero.
with motifs as (
    select antenne, motif
    from {{ ref('motif_classe') }}
    where motif_commun = 'nouveaux_faits'
),

sorties as (
    select
        sorties.annee,
        sorties.antenne,
        split_part(sorties.source_ref, ' · ', 1) as source,
        sorties.personne_key,
        sorties.date_sortie,
        motifs.motif is not null as nouveaux_faits
    from {{ ref('sortie') }} as sorties
    left join motifs
        on sorties.antenne = motifs.antenne and (sorties.motif = motifs.motif or sorties.motif_2 = motifs.motif)
    where sorties.antenne in (select antenne from motifs)
)

select
    annee,
    antenne,
    'calcule' as provenance,
    source,
    cast(count(distinct case when nouveaux_faits then personne_key end) as decimal(18, 4)) as valeur,
    max(case when nouveaux_faits then date_sortie end) as connu_jusqu_au
from sorties
group by annee, antenne, source
union all
select
    annee,
    antenne,
    'declare' as provenance,
    source_ref as source,
    valeur,
    cast(null as date) as connu_jusqu_au
from {{ ref('figure') }}
where indicateur = 'nouveaux_faits_connus'
