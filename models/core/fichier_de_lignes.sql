select distinct annee, antenne, module, fichier
from {{ ref('liste_de_lignes') }}
