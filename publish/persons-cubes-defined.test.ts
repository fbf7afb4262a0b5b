import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { isPersonsCube } from './catalogue.ts';
import { readPublicationRules } from './publication-rules.ts';

it('defines what each cube of persons tells, with its base and its class', async () => {
  const { catalogue } = await readPublicationRules();
  const file = new URL('../ingest/nomenclatures/indicateur_cube.csv', import.meta.url);
  const rows: Record<string, string>[] = parse(await readFile(file), { columns: true });
  const cubes = catalogue.cubes.filter(isPersonsCube);
  const wanted = cubes.flatMap(({ nom, classe, personnes }) =>
    [...personnes.caracteristiques, 'base_valeur'].map((code) => [nom, code, classe]),
  );
  const defined = rows
    .filter(({ cube }) => cubes.some(({ nom }) => nom === cube))
    .filter(({ indicateur }) => indicateur !== 'personnes')
    .map(({ cube, indicateur, classe }) => [cube, indicateur, classe]);
  expect(wanted.length).toBeGreaterThan(30);
  expect(defined.sort()).toEqual(wanted.sort());
  expect(rows.every(({ base, definition }) => base !== '' && definition !== '')).toBe(true);
});
