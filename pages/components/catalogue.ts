/** What the pages of research know of the package: written by `pages/build/package-files.ts` as `#paquet`. */
import { finds } from './dictionary.ts';

export type PreviewValue = string | number | null;

export interface PackageColumn {
  nom: string;
  libelle: string;
  codes?: Record<string, string> | undefined;
}

export interface PackageCube {
  nom: string;
  titre: string;
  description: string;
  /** V, C or S. */
  classe: string;
  unite: string;
  base: string;
  dimensions: PackageColumn[];
  attributs: PackageColumn[];
  /** Every column, in the order of the files. */
  colonnes: string[];
  lignes: number;
  /** How many of its lines are `secret`. */
  secrets: number;
  /** How many breakdowns were withdrawn whole. */
  retirees: number;
  annees: number[];
  /** Its first lines, in the order of `colonnes`. */
  apercu: PreviewValue[][];
}

export interface PackageFile {
  /** Path inside the package. */
  nom: string;
  octets: number;
  sha256: string;
}

export interface PackageDocument {
  cubes: PackageCube[];
  fichiers: PackageFile[];
}

/** What a reader looks for; an empty string leaves a filter out. */
export interface CatalogueChoice {
  mots: string;
  classe: string;
  dimension: string;
  annee: string;
}

const classes = new Map([
  ['V', 'Volumes'],
  ['C', 'Caractéristiques des personnes'],
  ['S', 'Caractéristiques sensibles, région seule'],
]);

/** A class in words. */
export function classText(classe: string): string {
  return classes.get(classe) ?? classe;
}

/** A cube's columns with their words: dimensions, the value and its status, attributes. */
export function columnsOf({ dimensions, attributs }: PackageCube): PackageColumn[] {
  return [
    ...dimensions,
    { nom: 'valeur', libelle: 'Valeur, vide quand le statut n’est pas « publie »' },
    { nom: 'statut', libelle: 'Statut : publie, ou la raison de l’absence' },
    ...attributs,
  ];
}

function textOf(cube: PackageCube): string {
  const columns = columnsOf(cube).flatMap(({ nom, libelle, codes }) => [
    nom,
    libelle,
    ...Object.entries(codes ?? {}).flat(),
  ]);
  return [cube.nom, cube.titre, cube.description, cube.unite, cube.base, ...columns].join(' ');
}

/** The cubes that a choice leaves, in their order. */
export function chosenCubes(cubes: readonly PackageCube[], choice: CatalogueChoice): PackageCube[] {
  return cubes.filter(
    (cube) =>
      (choice.classe === '' || cube.classe === choice.classe) &&
      (choice.dimension === '' || cube.dimensions.some(({ nom }) => nom === choice.dimension)) &&
      (choice.annee === '' || cube.annees.includes(Number(choice.annee))) &&
      finds(choice.mots, textOf(cube)),
  );
}

/** What the filters offer: only what some cube has. */
export function catalogueOptions(cubes: readonly PackageCube[]): {
  classes: string[];
  dimensions: PackageColumn[];
  annees: number[];
} {
  const dimensions = new Map<string, PackageColumn>();
  for (const cube of cubes) {
    for (const one of cube.dimensions) if (!dimensions.has(one.nom)) dimensions.set(one.nom, one);
  }
  return {
    classes: [...classes.keys()].filter((code) => cubes.some(({ classe }) => classe === code)),
    dimensions: [...dimensions.values()].sort((a, b) => (a.libelle < b.libelle ? -1 : 1)),
    annees: [...new Set(cubes.flatMap(({ annees }) => annees))].sort((a, b) => b - a),
  };
}

/** A cube's files, one per format, in the order CSV, Parquet, Arrow. */
export function cubeFiles(files: readonly PackageFile[], cube: string): PackageFile[] {
  return ['csv', 'parquet', 'arrow'].flatMap((ending) =>
    files.filter(({ nom }) => nom === `cubes/${cube}.${ending}`),
  );
}

const uses = new Map([
  ['codebook.html', 'Le codebook : population, parcours, ruptures, ce qui est caché, colonnes et codes'],
  ['risques.html', 'Le rapport de risque : individualisation, corrélation, inférence'],
  ['LISEZMOI.txt', 'Le chemin dans le paquet, et ses trois règles'],
  ['CITATION.cff', 'Comment citer'],
  ['SHA256SUMS', 'Les empreintes de tous les fichiers'],
  ['DONNEES-FICTIVES.txt', 'Ce que sont des données d’exemple'],
  ['datapackage.json', 'La description Frictionless : colonnes, types, codes, en français et en anglais'],
  ['catalogue.json', 'Les cubes, et les ventilations retirées'],
  ['dictionnaire.json', 'Les mots, et d’où vient chaque colonne'],
  ['cpca.duckdb', 'Tous les cubes dans une base DuckDB, avec les macros de total'],
  ['codebook.pdf', 'Le codebook, à imprimer'],
]);

/** What a file of the package is for; a starter says its language. */
export function fileUse(name: string): string {
  const starter = /^demarrer\/.*\.(\w+)$/.exec(name)?.[1];
  const languages: Record<string, string> = { R: 'R', py: 'Python', sql: 'DuckDB', mts: 'TypeScript' };
  if (starter !== undefined) return `Pour commencer en ${languages[starter] ?? starter}`;
  return uses.get(name) ?? '';
}

/** A size as it is read: `12 Ko`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes}\u00a0octets`;
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'Ko'] : [bytes / 1_000_000, 'Mo'];
  const digits = value < 10 ? value.toFixed(1).replace('.', ',') : String(Math.round(value));
  return `${digits}\u00a0${unit}`;
}

/** A first query of a cube, for the page that runs queries. */
export function firstQuery({ nom }: Pick<PackageCube, 'nom'>): string {
  return `select *\nfrom ${nom}\nlimit 20`;
}

/** The address of the page of queries with one in it. Nothing runs until the reader says so. */
export function queryHref(sql: string): string {
  return `/requetes/?sql=${encodeURIComponent(sql)}`;
}
