import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPublish } from '../cli/pipeline.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

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

describe('a release', () => {
  it('holds no characteristic of persons', async () => {
    const folder = join(
      run.places.publication,
      (await readFile(join(run.places.publication, 'current'), 'utf8')).trim(),
    );
    const words = [
      'situation_conjugale',
      'celibataire',
      'aah_invalidite',
      'sans_ressources',
      'personne_key',
      'tranche_age',
      '26_34_ans',
      'sortie_concertee',
      'autres_partenaires',
      'incarceration',
    ];
    for (const file of (await filesBelow(folder)).filter((name) =>
      /cubes|(catalogue|audit|datapackage)\.json$/.test(name),
    )) {
      const content = (await readFile(file)).toString('latin1');
      expect({
        file: file.replace(folder, ''),
        found: words.filter((word) => content.includes(word)),
      }).toEqual({ file: file.replace(folder, ''), found: [] });
    }
  });
});
