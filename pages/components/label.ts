/** The part of `#site` that describes the published tables. */
export interface DescribedCube {
  nom: string;
  titre: string;
  description: string;
  dimensions: { nom: string; libelle: string; codes?: Record<string, string> }[];
  attributs: { nom: string; libelle: string }[];
}

/** The labels of the codes of one dimension, from the release's catalogue; empty when it lists none. */
export function codeLabels(cubes: DescribedCube[], cube: string, dimension: string): Record<string, string> {
  const described = cubes.find((one) => one.nom === cube);
  return described?.dimensions.find((one) => one.nom === dimension)?.codes ?? {};
}

/** The labels of the codes of every dimension of a cube, by dimension. */
export function dimensionLabels(
  cubes: DescribedCube[],
  cube: string,
): Record<string, Record<string, string>> {
  const described = cubes.find((one) => one.nom === cube);
  return Object.fromEntries((described?.dimensions ?? []).map(({ nom, codes }) => [nom, codes ?? {}]));
}

/** `34` as `Hérault (34)` when the catalogue names it. */
export function departementText(cubes: DescribedCube[], code: string): string {
  const name = codeLabels(cubes, 'offre', 'departement')[code];
  return name === undefined ? code : `${name} (${code})`;
}
