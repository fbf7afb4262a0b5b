import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPublish } from '../cli/pipeline.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';
import { rebuildBySql } from './known/sql-attacker.ts';

let run: SampleRun;

beforeAll(async () => {
  run = await sampleRun();
  await runPublish(
    run.places,
    () => new Date('2025-02-01T12:00:00Z'),
    () => {},
  );
});
afterAll(() => run.remove());

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Cubes of characteristics of persons: the only ones that may speak of them. */
const PERSONS_CUBES = /\/(profil_\w+|sensibles_region|sorties_classes|sorties_motifs)\.\w+$/;
/** Words that tell of persons, and codes of the antennes' own lists. */
const CHARACTERISTICS = [
  ...['situation_conjugale', 'celibataire', 'aah_invalidite', 'sans_ressources', 'sortie_concertee'],
  ...['autres_partenaires', 'incarceration'],
];
const NEVER = ['personne_key', 'tranche_age', '26_34_ans'];
/** Fewest persons of a told cell, by audience: the project's agreed thresholds. */
const FEWEST = { comite: 5, drdfe: 5, recherche: 11 } as const;

async function releaseFolder(): Promise<string> {
  const { publication } = run.places;
  return join(publication, (await readFile(join(publication, 'current'), 'utf8')).trim());
}

describe('a release', () => {
  it('tells of persons in the cubes made for it alone, and never by a key or an antenne’s own code', async () => {
    const folder = await releaseFolder();
    const files = (await filesBelow(folder)).filter((name) => /cubes|(audit|datapackage)\.json$/.test(name));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const content = (await readFile(file)).toString('latin1');
      const speaks = PERSONS_CUBES.test(file) || file.endsWith('datapackage.json');
      const words = speaks ? NEVER : [...NEVER, ...CHARACTERISTICS];
      expect({
        file: file.replace(folder, ''),
        found: words.filter((word) => content.includes(word)),
      }).toEqual({ file: file.replace(folder, ''), found: [] });
    }
  });

  it.each(Object.entries(FEWEST))('tells %s no cell of fewer than %d persons', async (audience, fewest) => {
    const cubes = join(await releaseFolder(), audience, 'cubes');
    const told: { cube: string; code: string; persons: number }[] = [];
    for (const name of (await readdir(cubes)).filter(
      (one) => PERSONS_CUBES.test(`/${one}`) && one.endsWith('.csv'),
    )) {
      const rows: Record<string, string>[] = parse(await readFile(join(cubes, name)), { columns: true });
      for (const row of rows) {
        const code = row.modalite ?? row.classe_large ?? row.motif ?? '';
        // How many are not known tells of the files and not of persons: decision 0015.
        if (row.statut === 'publie' && code !== '_U')
          told.push({ cube: name, code, persons: Number(row.valeur) });
      }
    }
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter(({ persons }) => persons < fewest)).toEqual([]);
  });

  it('gives each antenne her own figures in a file that names no other', async () => {
    const own = join(await releaseFolder(), 'antennes');
    const files = (await readdir(own)).sort();
    expect(files).toHaveLength(6);
    const codes = files.map((file) => file.replace('.json', ''));
    for (const file of files) {
      const content = await readFile(join(own, file), 'utf8');
      const others = codes.filter((code) => `${code}.json` !== file && content.includes(`"${code}"`));
      expect({ file, others, key: content.includes('personne_key') }).toEqual({
        file,
        others: [],
        key: false,
      });
    }
  });

  it('gives SQL alone, over all tables of research together, no hidden figure', async () => {
    const found = await rebuildBySql([join(await releaseFolder(), 'recherche')]);
    expect(found).toMatchObject({ exact: [], small: [], impossible: [] });
    expect(found.secrets).toBeGreaterThan(100);
  });

  it('gives SQL the other half of a pair of which one is shown', async () => {
    const shown = join(run.folder, 'shown');
    await cp(join(await releaseFolder(), 'recherche'), shown, { recursive: true });
    const path = join(shown, 'cubes', 'sorties_classes.csv');
    const text = await readFile(path, 'utf8');
    const [pair = '', annee] = /^(\d{4}),\1,_T,aboutie,,secret/m.exec(text) ?? [];
    const base = Number(/^\d{4},\d{4},_T,aboutie,,secret,.*?,(\d+),2,/m.exec(text)?.[1]);
    await writeFile(path, text.replace(pair, pair.replace(',,secret', `,${base - 90},publie`)));
    const { exact } = await rebuildBySql([shown]);
    expect(exact).toContainEqual({
      figure: `${annee} · région · _T · sortie · classe_large · interrompue · niveau 2`,
      ...{ min: 90, max: 90 },
    });
  });
});
