select modalite
from {{ seed('controle_inconnu') }}
