select
    controles.annee,
    controles.famille,
    controles.regle,
    -- The rule's own: a finding across a declared change of definition is information.
    regles.gravite,
    controles.libelle,
    count(*) as controles,
    count(*) filter (where controles.tient) as tiennent,
    count(*) filter (where not controles.tient) as constats
from {{ ref('controle') }} as controles
inner join {{ ref('controle_regle') }} as regles on controles.regle = regles.regle
group by controles.annee, controles.famille, controles.regle, regles.gravite, controles.libelle
