select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_accompagnement') }}
union
select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_orientation') }}
union
select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_attente') }}
union
select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_participation') }}
union
select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_seance') }}
union
select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_entretien') }}
union
select annee, antenne, module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_demande_non_satisfaite') }}
union
select annee, antenne, 'hebergement' as module, split_part(source_ref, ' · ', 1) as fichier from {{ ref('stg_sejour') }}
