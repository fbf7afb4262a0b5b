select distinct annee, departement, antenne
from {{ ref('territoire_personne') }}
where lecture = 'accompagnement'
