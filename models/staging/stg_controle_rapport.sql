select
    regle,
    quotient,
    numerateur,
    denominateur,
    forme
from {{ seed('controle_rapport') }}
