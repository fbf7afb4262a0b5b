select annee, lecture, departement, antenne, personne_key
from {{ ref('territoire_personne') }}
