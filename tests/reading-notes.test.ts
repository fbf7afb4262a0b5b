import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { LISTS_DIR, ROOT } from '../cli/places.ts';
import { readCatalogue } from '../publish/catalogue.ts';

async function codesIn(list: string, column: string): Promise<Set<string>> {
  const text = await readFile(join(LISTS_DIR, `${list}.csv`), 'utf8');
  const rows: Record<string, string>[] = parse(text, { columns: true });
  return new Set(rows.flatMap((row) => row[column] ?? []).filter((code) => code !== ''));
}

/** A code that the list lets in and the catalogue does not know would stop every publication. */
it('an indicator that a note may name is one that notes are published under, and none beside', async () => {
  const texte = await readFile(join(ROOT, 'publish', 'catalogue.yml'), 'utf8');
  const { cubes } = readCatalogue({ fichier: 'catalogue.yml', texte });
  const codes = cubes
    .find(({ nom }) => nom === 'notes')
    ?.dimensions.find(({ nom }) => nom === 'indicateur')?.codes;
  expect(new Set(Object.keys(codes ?? {}))).toEqual(await codesIn('indicateur_lecture', 'code'));
});

it('every indicator of the activity can be named by a note', async () => {
  const named = await codesIn('indicateur_lecture', 'code');
  const counted = await codesIn('indicateur_activite', 'indicateur_activite');
  expect([...counted].filter((code) => !named.has(code))).toEqual([]);
});

it('every antenne, and every population, can be named by a note', async () => {
  const antennes = await codesIn('antenne_visee', 'code');
  expect([...(await codesIn('antenne_nom', 'code'))].filter((code) => !antennes.has(code))).toEqual([]);
  expect(await codesIn('population_lecture', 'code')).toEqual(await codesIn('population', 'code'));
});
