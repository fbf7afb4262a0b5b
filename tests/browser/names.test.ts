import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { SAMPLES_DIR } from '../../cli/places.ts';
import { buildSite } from '../../pages/build/site.ts';
import { identitiesIn } from '../known/identities.ts';
import { PLANTED_MARKS } from '../known/planted.ts';
import { plantedRun } from '../known/planted-run.ts';
import { finder } from '../known/search.ts';
import { siteTexts } from './site-texts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function leaksIn(folder: string, find: (content: Uint8Array) => string | undefined): Promise<string[]> {
  const texts = await siteTexts(folder);
  expect(texts.size).toBeGreaterThan(20);
  return [...texts].flatMap(([path, text]) => {
    const found = find(Buffer.from(text));
    return found === undefined ? [] : [`${path}: ${found}`];
  });
}

describe('a built site', () => {
  it('holds no name, file number or birth of the samples', async () => {
    const { names, births } = await identitiesIn(SAMPLES_DIR);
    const days = births.flatMap((day) => [day, day.split('-').reverse().join('/')]);
    const find = finder([...names, ...days]);
    for (const { audience, folder } of inject('sites'))
      expect([audience, await leaksIn(folder, find)]).toEqual([audience, []]);
  });

  it('holds nothing of what was planted in the wrong places of the files behind it', async () => {
    const run = await plantedRun();
    try {
      const { folder } = await buildSite({
        root,
        releaseDir: run.releaseDir,
        audience: 'comite',
        sitesDir: run.places.sites,
        parametersFile: `${SAMPLES_DIR}/budget/parametres-exemple.yml`,
        logger: { info: () => {} },
      });
      const { names } = run.identities;
      expect(await leaksIn(folder, finder([...names, ...PLANTED_MARKS]))).toEqual([]);
    } finally {
      await run.remove();
    }
  }, 600_000);
});
