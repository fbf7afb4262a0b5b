/** A query that shows what can be asked; the tests run each over the samples' release. */
export interface Example {
  title: string;
  sql: string;
}

/** In the order of the page. Each names what it reads, and never adds a total to its parts. */
export function examplesOf(year: number): Example[] {
  return [
    {
      title: 'Les orientations, année par année',
      sql: "select annee, valeur, statut\nfrom chiffres_cles\nwhere bloc = 'orientations' and modalite = '_T'\norder by annee",
    },
    {
      title: `L’âge dans la région en ${year}, avec sa base`,
      sql: `select libelle, valeur, statut, base_valeur\nfrom profil_region\nwhere annee = ${year} and sexe = '_T' and caracteristique = 'age'`,
    },
    {
      title: 'Un total qui dit ce qui manque',
      sql: `select caracteristique, t.valeur, t.statut, t.minimum, t.absents\nfrom (\n  select caracteristique, total(valeur, statut) as t\n  from profil_region\n  where annee = ${year} and sexe = '_T' and modalite <> '_T'\n  group by caracteristique\n)\norder by caracteristique`,
    },
    {
      title: 'Ce qui est caché, cube par cube',
      sql: "select 'profil_region' as cube, statut, count(*) as cellules\nfrom profil_region\ngroup by statut\norder by statut",
    },
    { title: 'Les colonnes d’un cube', sql: 'describe profil_region' },
  ];
}
