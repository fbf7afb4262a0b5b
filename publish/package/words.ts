import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { CubeDefinition } from '../catalogue.ts';
import { cubeColumns } from '../cube-files.ts';
import { readYaml } from '../yaml-file.ts';

const text = z.string().trim().min(1);

const english = z.strictObject({
  version: z.literal(1),
  cubes: z.record(z.string(), z.strictObject({ title: text, description: text })),
  columns: z.record(z.string(), text),
  codes: z.record(z.string(), text),
});

const identity = z.strictObject({
  version: z.literal(1),
  titre: text,
  titre_anglais: text,
  producteur: text,
  licence: z.strictObject({ nom: text, titre: text, adresse: z.url() }),
  contact: z.strictObject({ fonction: z.string().trim(), courriel: z.string().trim() }),
});

/** The dictionary of the research package in English. */
export type English = z.output<typeof english>;

/** Who publishes the research package, under which licence, and whom to write to (empty until the porteur says). */
export type Identity = z.output<typeof identity>;

/** What the documents of the package are written with. */
export interface PackageWords {
  english: English;
  identity: Identity;
}

/** What stands in every file that is made from samples. */
export const FICTITIOUS = 'Données fictives : ne pas citer.';

/** Reads `english.yml` and `identity.yml`. Errors (`PublicationError`): `paquet_invalide`, with the key and its line. */
export async function readPackageWords(): Promise<PackageWords> {
  const read = async (name: string): Promise<{ fichier: string; texte: string }> => ({
    fichier: `publish/package/${name}`,
    texte: await readFile(new URL(name, import.meta.url), 'utf8'),
  });
  return {
    english: readYaml(await read('english.yml'), english, 'paquet_invalide').value,
    identity: readYaml(await read('identity.yml'), identity, 'paquet_invalide').value,
  };
}

/** The cubes, columns and codes of the catalogue that the English dictionary does not name. */
export function untranslated(
  { cubes, columns, codes }: English,
  definitions: readonly CubeDefinition[],
): string[] {
  const missing = definitions.flatMap((cube) => [
    ...(cubes[cube.nom] === undefined ? [`cube ${cube.nom}`] : []),
    ...cubeColumns(cube).flatMap(({ nom }) => (columns[nom] === undefined ? [`column ${nom}`] : [])),
    ...cube.dimensions
      .filter(isTranslated)
      .flatMap((one) =>
        Object.keys(one.codes ?? {}).flatMap((code) =>
          codes[code] === undefined ? [`code ${one.nom} ${code}`] : [],
        ),
      ),
  ]);
  return [...new Set(missing)];
}

/** Names of places and organisations are the same in both languages. */
export function isTranslated({ nom }: { nom: string }): boolean {
  return nom !== 'antenne' && nom !== 'departement';
}
