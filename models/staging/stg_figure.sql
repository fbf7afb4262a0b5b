select
    fichiers.fichier || ' · ' || figures.feuille || ' · ' || figures.cellule as source_ref,
    figures.fichier_id,
    figures.annee,
    figures.antenne,
    figures.site,
    figures.departement,
    figures.module,
    figures.population,
    figures.indicateur,
    figures.dimension,
    figures.modalite,
    figures.unite,
    figures.absence,
    figures.deduction,
    figures.valeur,
    figures.valeur_max,
    figures.approche
from {{ source('raw', 'figure') }} as figures
inner join {{ source('meta', 'fichier') }} as fichiers on figures.fichier_id = fichiers.fichier_id
