-- A motif that no list places, like one not told, is of the class of the unknown: it stays in the base.
with motifs as (
    select antenne, modalite as motif, modalite_commune as motif_commun
    from {{ ref('modalite') }}
    where dimension = 'motif_sortie'
    union all
    select antennes.code as antenne, absences.code as motif, 'inconnu' as motif_commun
    from {{ ref('stg_antenne') }} as antennes
    cross join (select 'inconnu' as code union all select 'non_transmis' as code union all select 'sans_objet' as code) as absences
)

select
    motifs.antenne,
    motifs.motif,
    motifs.motif_commun,
    coalesce(classes.classe_fine, 'inconnu') as classe_fine,
    coalesce(classes.classe_large, 'inconnue') as classe_large
from motifs
left join {{ ref('stg_classe_sortie') }} as classes on motifs.motif_commun = classes.motif_commun
