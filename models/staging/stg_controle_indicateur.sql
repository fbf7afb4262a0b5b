select
    indicateur,
    genre
from {{ seed('controle_indicateur') }}
