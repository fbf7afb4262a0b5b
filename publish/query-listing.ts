import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '../sql/nearest.ts';
import type { Audience } from './catalogue.ts';
import type { CatalogueCube, CatalogueDocument } from './catalogue-document.ts';
import { PublicationError } from './publication-error.ts';

/** A list as a document, and as text for a terminal. */
export interface Listing {
  document: unknown;
  text: string;
}

/** The cubes that an audience may ask, each with what it is. */
export async function cubeListing(releaseDir: string, audience: Audience): Promise<Listing> {
  const { cubes } = await readAudience(releaseDir, audience);
  const document = cubes.map(({ nom, titre, description, unite, base }) => ({
    nom,
    titre,
    description,
    unite,
    base,
  }));
  const width = Math.max(...cubes.map(({ nom }) => nom.length));
  const lines = cubes.map(
    ({ nom, titre, description }) => `${nom.padEnd(width)}  ${titre}\n${' '.repeat(width)}  ${description}`,
  );
  return { document, text: [...lines, '', 'Colonnes d’un cube : query --columns <cube>'].join('\n') };
}

/**
 * The columns of a cube in their order, each with its definition and, where the list is closed, its codes. Errors
 * (`PublicationError`): `cube_inconnu`.
 */
export async function columnListing(releaseDir: string, audience: Audience, nom: string): Promise<Listing> {
  const { cubes } = await readAudience(releaseDir, audience);
  const cube = cubes.find((one) => one.nom === nom);
  if (cube === undefined) throw unknownCube(nom, cubes);
  const columns = columnsOf(cube);
  const width = Math.max(...columns.map((column) => column.nom.length));
  const lines = columns.flatMap((column) => [
    `${column.nom.padEnd(width)}  ${column.libelle}`,
    ...Object.entries(column.codes ?? {}).map(
      ([code, libelle]) => `${' '.repeat(width)}    ${code} : ${libelle}`,
    ),
  ]);
  const head = [
    `${cube.nom} – ${cube.titre}`,
    cube.description,
    `Unité : ${cube.unite}. Base : ${cube.base}.`,
    '',
  ];
  return {
    document: { nom: cube.nom, titre: cube.titre, colonnes: columns },
    text: [...head, ...lines].join('\n'),
  };
}

interface ListedColumn {
  nom: string;
  libelle: string;
  codes?: Record<string, string>;
}

function columnsOf({ dimensions, attributs }: CatalogueCube): ListedColumn[] {
  const totals = { _T: 'Ensemble', _U: 'Non connu' };
  return [
    ...dimensions.map(({ nom, libelle, codes }) => ({
      ...{ nom, libelle },
      ...(codes === undefined ? {} : { codes: { ...codes, ...totals } }),
    })),
    { nom: 'valeur', libelle: 'Valeur (vide lorsque le statut n’est pas « publie »)' },
    { nom: 'statut', libelle: 'Statut : publie, ou la raison de l’absence' },
    ...attributs.map(({ nom, libelle }) => ({ nom, libelle })),
  ];
}

/** The release was verified before: its catalogue is as it was written. */
async function readAudience(releaseDir: string, audience: Audience): Promise<CatalogueDocument> {
  return JSON.parse(
    await readFile(join(releaseDir, audience, 'catalogue.json'), 'utf8'),
  ) as CatalogueDocument;
}

function unknownCube(nom: string, cubes: readonly CatalogueCube[]): PublicationError {
  const known = cubes.map((one) => one.nom);
  const meant = nearest(nom, known);
  return new PublicationError([
    {
      code: 'cube_inconnu',
      message: `« ${nom} » n’est pas un cube de cette publication.`,
      valeur: nom,
      regle: 'seuls les cubes se lisent',
      remede: meant === undefined ? `Cubes : ${known.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`,
    },
  ]);
}
