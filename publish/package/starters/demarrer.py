# Python 3, avec sa seule bibliothèque standard. Lancez depuis le dossier du paquet : python3 demarrer/demarrer.py
# Exécuté par les tests du projet, là où Python est installé.
import csv

with open("cubes/chiffres_cles.csv", encoding="utf-8", newline="") as fichier:
    lignes = list(csv.DictReader(fichier))
for ligne in lignes:
    if ligne["bloc"] == "orientations" and ligne["modalite"] == "_T":
        # Une valeur vide n'est pas un zéro : le statut dit pourquoi elle manque.
        print(ligne["annee"], float(ligne["valeur"]) if ligne["statut"] == "publie" else ligne["statut"])

# Avec pandas (non exécuté par les tests) :
#   import pandas as pd
#   chiffres = pd.read_parquet("cubes/chiffres_cles.parquet")
