import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBuild, runPublish } from '../cli/pipeline.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

const NOON = (): Date => new Date('2025-02-01T12:00:00Z');
let run: SampleRun;
beforeAll(async () => {
  run = await sampleRun();
}, 120_000);
afterAll(() => run.remove());

async function change(sql: string): Promise<void> {
  const warehouse = await openWarehouse({ path: run.places.warehouse });
  try {
    await warehouse.knex.raw(sql);
  } finally {
    await warehouse.close();
  }
}

describe('the samples built again', () => {
  it('do nothing the second time, and say so', async () => {
    const told: string[] = [];
    const again = await runBuild(run.places, {}, NOON, (text) => told.push(text));
    expect(again).toMatchObject({ rebuilt: false, ok: true, models: [] });
    expect(told).toEqual(['Nothing has changed since build 1: nothing is rebuilt.']);
  });

  it('build again what is gone', async () => {
    await change('drop table marts.offre');
    const result = await runBuild(run.places, {}, NOON, () => undefined);
    const built = result.models.filter(({ status }) => status === 'built').map(({ id }) => id);
    expect(built).toContain('marts.offre');
    expect(built.length).toBeLessThan(5);
  });

  it('keep the release when a mart breaks, and publish nothing until it is mended', async () => {
    await runPublish(run.places, NOON, () => undefined);
    const current = (): Promise<string> => readFile(join(run.places.publication, 'current'), 'utf8');
    const before = await current();
    await change("update raw.figure set valeur = -valeur where antenne = 'APEX'");
    await change("update meta.fichier set contrat = contrat || 'x' where antenne = 'APEX'");
    const broken = await runBuild(run.places, {}, NOON, () => undefined);
    expect(broken.ok).toBe(false);
    const status = (id: string): string | undefined => broken.models.find((model) => model.id === id)?.status;
    expect(status('marts.personnes_accompagnees')).toBe('failed');
    expect(status('marts.budget_entrees')).toBe('skipped');
    expect(status('marts.chiffres_cles')).toBe('built');
    await expect(runPublish(run.places, NOON, () => undefined)).rejects.toMatchObject({
      code: 'MARTS_EN_DESACCORD',
      // Which tables were calculated from two states, each side with its build.
      message: expect.stringMatching(/: marts\.\w+.* \(calcul \d+\) \/ marts\.\w+.* \(calcul \d+\)/),
    });
    expect(await current()).toBe(before);
  }, 60_000);
});
