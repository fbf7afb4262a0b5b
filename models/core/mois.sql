with douze as (
    select 1 as numero union all select 2 as numero union all select 3 as numero union all select 4 as numero
    union all select 5 as numero union all select 6 as numero union all select 7 as numero union all select 8 as numero
    union all select 9 as numero union all select 10 as numero union all select 11 as numero union all select 12 as numero
)

select
    cast(numero as integer) as numero,
    lpad(cast(numero as varchar), 2, '0') as code,
    case when numero <= 3 then 1 when numero <= 6 then 2 when numero <= 9 then 3 else 4 end as trimestre
from douze
