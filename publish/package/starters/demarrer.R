# R, avec sa seule bibliothèque de base. Lancez depuis le dossier du paquet : Rscript demarrer/demarrer.R
# NON exécuté par les tests du projet : R n'y est pas installé. Dites-nous ce qui ne va pas.
chiffres <- read.csv(
  "cubes/chiffres_cles.csv",
  fileEncoding = "UTF-8", na.strings = "", colClasses = c(base_valeur = "character")
)
orientations <- chiffres[chiffres$bloc == "orientations" & chiffres$modalite == "_T", ]
# Une valeur vide n'est pas un zéro : le statut dit pourquoi elle manque.
print(orientations[, c("annee", "valeur", "statut")])

# Le département est un texte : colClasses = c(departement = "character").
# Avec le paquet arrow : arrow::read_parquet("cubes/chiffres_cles.parquet")
