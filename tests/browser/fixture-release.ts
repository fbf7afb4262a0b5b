import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { parse } from 'csv-parse/sync';

/**
 * A small release in the shape that `publish/` writes, for the tests of the sites alone. Its tables stand in
 * `fixture/` as CSV (2024 figures of the annual report), its catalogue too.
 */
const source = fileURLToPath(new URL('./fixture/', import.meta.url));
const release = '2024-12-31-f1c71f00';

type Catalogue = { cubes: { nom: string; dimensions: { nom: string }[]; audiences: string[] }[] };

/** A word that stands in the data of one audience alone, to be looked for in the site of another. */
export const witness = (audience: string): string => `temoin-${audience}-7f3a`;

/** The Arrow bytes of a CSV table, with the audience's witness beside each source of `antennes`. */
function arrow(cube: string, csv: string, audience: string): { rows: number; bytes: Uint8Array } {
  const rows: Record<string, string>[] = parse(csv, { columns: true });
  const vectors = Object.keys(rows[0] ?? {}).map((name) => {
    const cells = rows.map((row) => row[name] ?? '');
    if (name === 'annee') return [name, vectorFromArray(cells.map(Number), new Int32())] as const;
    if (name === 'valeur') {
      const values = cells.map((cell) => (cell === '' ? null : Number(cell)));
      return [name, vectorFromArray(values, new Float64())] as const;
    }
    const marked = cube === 'antennes' && name === 'source';
    const texts = marked ? cells.map((cell) => `${cell} ${witness(audience)}`.trim()) : cells;
    return [name, vectorFromArray(texts, new Utf8())] as const;
  });
  return { rows: rows.length, bytes: tableToIPC(new Table(Object.fromEntries(vectors)), 'stream') };
}

/** The words of a release that has these cubes, and a mart behind each. */
function fixtureDictionary(cubes: string[]): Record<string, unknown> {
  const column = { nom: 'valeur', type: 'DOUBLE', description: 'As stated.', compte: [], inconnu: null };
  const relation = (couche: string, nom: string, lit: string[]) => ({
    ...{ id: `${couche}.${nom}`, nature: 'model', couche, nom, description: 'One row per figure.' },
    ...{ grain: ['annee'], lit, colonnes: [{ ...column, lit: lit.map((read) => `${read}.valeur`) }] },
  });
  const term = (code: string, libelle: string) => ({ code, libelle, unite: null, definition: null });
  return {
    version: 1,
    indicateurs: [term('orientations', 'Orientations'), term('nuitees', 'Nuitées')],
    populations: [
      term('personnes_accueillies', 'personnes accueillies'),
      term('participants', 'participants'),
    ],
    absences: [term('inconnu', 'inconnu'), term('non_disponible', 'non disponible')],
    cubes: cubes.map((nom) => ({
      ...{ nom, titre: `Table ${nom}`, description: 'Une ligne par chiffre.', mart: `marts.${nom}` },
      colonnes: [{ nom: 'annee', libelle: 'Année' }],
    })),
    relations: [
      relation('core', 'figure', []),
      ...cubes.map((nom) => relation('marts', nom, ['core.figure'])),
    ],
  };
}

/**
 * Writes the release into `publication` (a folder of the test's own) and returns the release's folder.
 * `change` may rewrite a table's CSV before it is written.
 */
export async function writeFixtureRelease(
  publication: string,
  change: (cube: string, csv: string) => string = (_cube, csv) => csv,
): Promise<string> {
  const root = join(publication, release);
  await rm(root, { recursive: true, force: true });
  const catalogue = JSON.parse(await readFile(join(source, 'catalogue.json'), 'utf8')) as Catalogue;
  const cubes: Record<string, Record<string, { lignes: number; arrow: string }>> = {};
  for (const audience of ['comite', 'drdfe', 'recherche']) {
    const folder = join(root, audience, 'cubes');
    await mkdir(folder, { recursive: true });
    const own: Record<string, { lignes: number; arrow: string }> = {};
    for (const { nom } of catalogue.cubes.filter((cube) => cube.audiences.includes(audience))) {
      const csv = change(nom, await readFile(join(source, `${nom}.csv`), 'utf8'));
      const { rows, bytes } = arrow(nom, csv, audience);
      await writeFile(join(folder, `${nom}.arrow`), bytes);
      own[nom] = { lignes: rows, arrow: createHash('sha256').update(bytes).digest('hex') };
    }
    cubes[audience] = own;
    const words = fixtureDictionary(Object.keys(own));
    await writeFile(join(root, audience, 'dictionnaire.json'), `${JSON.stringify(words, null, 2)}\n`);
  }
  const manifest = {
    version: 1,
    release,
    donnees_du: '2024-12-31',
    echantillon: true,
    cree_le: '2025-03-01T08:00:00Z',
    entrees: [],
    modeles: {},
    parametres: {},
    cubes,
  };
  await writeFile(join(root, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(root, 'catalogue.json'), `${JSON.stringify(catalogue, null, 2)}\n`);
  await writeFile(join(publication, 'current'), `${release}\n`);
  return root;
}
