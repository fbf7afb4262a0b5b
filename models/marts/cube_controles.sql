select
    bilans.annee,
    bilans.famille,
    bilans.regle,
    indicateurs.indicateur,
    cast(
        case indicateurs.indicateur
            when 'controles' then bilans.controles
            when 'tiennent' then bilans.tiennent
            when 'constats' then bilans.constats
        end as integer
    ) as valeur,
    cast(null as varchar) as absence,
    bilans.libelle,
    bilans.gravite,
    cast(null as integer) as contributeurs
from {{ ref('controle_bilan') }} as bilans
inner join {{ ref('indicateur_cube') }} as indicateurs on indicateurs.cube = 'controles'
