-- What an acknowledgement holds for: the finding as it stands. Other values, another print.
select
    id,
    substr(md5(concat_ws('|', id, cast(ecrit as varchar), cast(calcule as varchar), formule)), 1, 12) as empreinte,
    regle,
    famille,
    gravite,
    libelle,
    annee,
    antenne,
    site,
    departement,
    module,
    population,
    mesure,
    dimension,
    modalite,
    objet,
    unite,
    formule,
    sources,
    lecture,
    ecrit,
    calcule,
    ecart
from {{ ref('controle') }}
where not tient
