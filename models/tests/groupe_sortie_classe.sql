-- The wide classes are the motives at their widest: two statements of one thing agree to the person.
with motifs as (
    select groupes.annee, groupes.antenne, groupes.sexe, regroupements.code_large as classe, sum(groupes.personnes) as personnes
    from {{ ref('groupe_sortie') }} as groupes
    inner join {{ ref('regroupement') }} as regroupements
        on regroupements.caracteristique = 'motif' and regroupements.niveau = 2 and groupes.modalite = regroupements.code
    where groupes.caracteristique = 'motif'
    group by groupes.annee, groupes.antenne, groupes.sexe, regroupements.code_large
),

classes as (
    select annee, antenne, sexe, modalite as classe, personnes
    from {{ ref('groupe_sortie') }}
    where caracteristique = 'classe_large'
)

select
    coalesce(motifs.antenne, classes.antenne) as antenne,
    coalesce(motifs.classe, classes.classe) as classe,
    motifs.personnes as par_motifs,
    classes.personnes as par_classes
from motifs
full outer join classes
    on motifs.annee = classes.annee
    and motifs.antenne = classes.antenne
    and motifs.sexe = classes.sexe
    and motifs.classe = classes.classe
where motifs.personnes is distinct from classes.personnes
