import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FigureSource, figureSources, parseFigure } from '../cli/figure-source.ts';
import { readModels } from '../cli/models.ts';
import { runPlan } from '../cli/plan-run.ts';
import { sourceTables } from '../cli/source-tables.ts';
import { type BoundProject, bindProject } from '../sql/lineage.ts';
import type { Warehouse } from '../sql/warehouse.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

let run: SampleRun;
let bound: BoundProject;
let warehouse: Warehouse;
beforeAll(async () => {
  run = await sampleRun();
  bound = await bindProject(readModels(), await sourceTables());
  warehouse = await run.open();
});
afterAll(async () => {
  await warehouse?.close();
  await run?.remove();
});

const sourcesOf = (text: string): Promise<FigureSource[]> =>
  figureSources(warehouse.knex, bound, parseFigure(text));

describe('from a figure to its cells', () => {
  it('leads a declared figure to every cell that states it, through the models between', async () => {
    const found = await sourcesOf('CPCA/2024/orientations');
    expect(found.length).toBeGreaterThan(1);
    for (const { chiffre, chemin, fichiers } of found) {
      expect(chiffre).toMatchObject({ valeur: '1544.0000', provenance: 'declare' });
      expect(chemin).toEqual([
        'marts.indicateur.valeur',
        'core.figure.valeur',
        'staging.stg_figure.valeur',
        'raw.figure.valeur',
      ]);
      const report = run.reports.find((one) => one.fichier === fichiers[0]?.fichier);
      expect(report).toBeDefined();
      expect(fichiers).toHaveLength(1);
      expect(fichiers[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(`${fichiers[0]?.fichier} · ${fichiers[0]?.cellule}`).toBe(chiffre.source_ref);
    }
  });

  it('leads a counted figure to the rows of its files, and not to declared cells', async () => {
    const found = await sourcesOf('VIA_VOLTAIRE/2024/personnes');
    const counted = found.filter(({ chiffre }) => chiffre.provenance === 'calcule');
    expect(counted.length).toBeGreaterThan(0);
    for (const { chemin, fichiers } of counted) {
      expect(chemin).toContain('marts.figure_calculee.valeur');
      expect(chemin).toContain('raw.accompagnement.personne_key');
      expect(chemin).not.toContain('raw.figure.valeur');
      const lines = fichiers.flatMap(({ lignes }) => lignes);
      const persons = lines.find(({ table }) => table === 'raw.accompagnement');
      expect(persons?.nombre).toBeGreaterThan(0);
      expect((persons?.a ?? 0) - (persons?.de ?? 0) + 1).toBeGreaterThanOrEqual(persons?.nombre ?? 0);
    }
  });

  it('finds a figure of one modality', async () => {
    const found = await sourcesOf('VIA_VOLTAIRE/2024/personnes/age/18_25_ans');
    expect(found.length).toBeGreaterThan(0);
    for (const { chiffre } of found)
      expect(chiffre).toMatchObject({ dimension: 'age', modalite: '18_25_ans' });
  });

  it('says what is known when there is no such figure, and how to ask', async () => {
    await expect(sourcesOf('CPCA/2024/orientation')).rejects.toMatchObject({
      code: 'CHIFFRE_INCONNU',
      remede: expect.stringContaining('orientations'),
    });
    for (const text of ['CPCA', 'CPCA/24/orientations', 'CPCA/2024/', 'CPCA/2024/personnes/age']) {
      expect(() => parseFigure(text)).toThrow(/ne désigne pas un chiffre/);
    }
  });
});

describe('the plan over the samples', () => {
  it('finds nothing to do after a build', async () => {
    await warehouse.close();
    const plan = await runPlan(run.places, {});
    expect(plan.problems).toEqual([]);
    expect(plan.models.filter(({ action }) => action === 'build')).toEqual([]);
    expect(plan.models.every(({ binds }) => binds)).toBe(true);
  });
});
