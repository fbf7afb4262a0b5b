-- DuckDB. Lancez depuis le dossier du paquet : duckdb < demarrer/demarrer.sql
-- Exécuté par les tests du projet.

-- Les orientations par année : la ligne _T est le total de la dimension.
select annee, valeur, statut
from read_csv('cubes/chiffres_cles.csv', types = {'base_valeur': 'varchar'})
where bloc = 'orientations' and modalite = '_T'
order by annee;

-- Ce qui est donné et ce qui ne l'est pas, par cube de caractéristiques : une cellule vide n'est pas un zéro.
select caracteristique, statut, count(*) as cellules
from read_parquet('cubes/profil_region.parquet')
where sexe = '_T'
group by caracteristique, statut
order by caracteristique, statut;
