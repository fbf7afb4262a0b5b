with projets as (
    select
        projets.annee,
        'projet' as entree,
        projets.projet as objet,
        coalesce(projets.departement, '_T') as departement,
        projets.antenne,
        cast(projets.montant_eligible as decimal(18, 4)) as valeur,
        case when projets.montant_eligible is null then 'inconnu' end as absence,
        coalesce(actions.libelle, projets.action, '') as mot,
        'montant éligible' as formule,
        projets.source_ref as source
    from {{ ref('projet') }} as projets
    left join {{ ref('action_reference') }} as actions on projets.action = actions.code
),

notes as (
    select
        annee,
        'note' as entree,
        projet as objet,
        '_T' as departement,
        antenne_notante as antenne,
        cast(note as decimal(18, 4)) as valeur,
        cast(null as varchar) as absence,
        'note de 0 à 5' as mot,
        '' as formule,
        source_ref as source
    from {{ ref('note_projet') }}
    where note is not null
),

-- A project for a reference action that is not in place in the antenne's département declares to fill that gap.
comblements as (
    select
        projets.annee,
        'comblement' as entree,
        projets.action as objet,
        projets.departement,
        projets.antenne,
        cast(1 as decimal(18, 4)) as valeur,
        cast(null as varchar) as absence,
        min(offres.libelle) as mot,
        'projet ' || string_agg(projets.projet, ', ' order by projets.projet nulls last) as formule,
        string_agg(projets.source_ref, ' ; ' order by projets.source_ref nulls last) as source
    from {{ ref('projet') }} as projets
    inner join {{ ref('offre') }} as offres
        on projets.annee = offres.annee
        and projets.departement = offres.departement
        and projets.action = offres.action
        and offres.valeur = 0
    inner join {{ ref('antenne') }} as antennes
        on projets.antenne = antennes.code and projets.departement = antennes.departement
    group by projets.annee, projets.action, projets.departement, projets.antenne
),

final as (
    select * from projets
    union all
    select * from notes
    union all
    select * from comblements
)

select
    annee,
    entree,
    objet,
    departement,
    antenne,
    valeur,
    absence,
    mot,
    formule,
    'declare' as provenance,
    source,
    cast(null as decimal(18, 4)) as contributeurs
from final
