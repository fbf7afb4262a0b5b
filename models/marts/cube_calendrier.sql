with lignes as (
    select
        annee,
        antenne,
        source as objet,
        a_corriger,
        libelle,
        etat,
        case when obligatoire then 'oui' else 'non' end as demande,
        echeance,
        recu_le,
        avis_le,
        arrete_le,
        fichiers
    from {{ ref('calendrier_envoi') }}
)

select
    annee,
    antenne,
    objet,
    cast(a_corriger as decimal(18, 4)) as valeur,
    case
        when a_corriger is not null then null
        when etat = 'facultatif' then 'sans_objet'
        else 'non_transmis'
    end as absence,
    libelle,
    etat,
    demande as obligatoire,
    echeance,
    recu_le,
    avis_le,
    arrete_le,
    fichiers as source,
    cast(null as decimal(18, 4)) as contributeurs
from lignes
