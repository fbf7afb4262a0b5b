import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckReport, checkCommand } from '../cli/commands/check.ts';
import { Output } from '../cli/output.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

/** One finding of the printed report, and why it is true: read against the report by a person. */
interface KnownFinding {
  antenne: string;
  gravite: string;
  regle: string;
  sujet: string;
  formule: string;
  lecture: string;
  pourquoi: string;
}

const KNOWN: KnownFinding[] = JSON.parse(
  await readFile(new URL('known/constats-2024.json', import.meta.url), 'utf8'),
);

let run: SampleRun;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  run = await sampleRun();
  env = { CPCA_WAREHOUSE: run.places.warehouse, CPCA_PUBLICATION: run.places.publication };
});
afterAll(() => run?.remove());

type Asked = Parameters<typeof checkCommand>[0];

async function check(
  asked: Asked,
  json = true,
): Promise<{ exit: number; text: string; report: CheckReport; notes: string }> {
  let text = '';
  let notes = '';
  const output = new Output(
    json,
    (said) => {
      text += said;
    },
    (said) => {
      notes += said;
    },
  );
  const exit = await checkCommand({ samples: true, ...asked }, output, env);
  return { exit, text, notes, report: json ? JSON.parse(text) : undefined };
}

describe('the declared figures of 2024', () => {
  it('give the findings that a reading of the report gives, and no other', async () => {
    const { exit, report } = await check({ year: 2024 });
    expect(exit).toBe(1);
    const found = report.constats.map((one) => ({
      ...{ antenne: one.antenne, gravite: one.gravite, regle: one.regle },
      sujet: [
        one.antenne === 'CPCA' ? one.departement : null,
        one.site,
        one.module,
        one.population,
        one.dimension,
        one.modalite,
      ]
        .filter((part) => part !== null)
        .join(' · '),
      ...{ formule: one.formule, lecture: one.lecture },
    }));
    expect(found).toEqual(KNOWN.map(({ pourquoi: _, ...known }) => known));
    expect(KNOWN.every(({ pourquoi }) => pourquoi.length > 20)).toBe(true);
  });

  it('are checked several hundred times, and each finding names cells that are there', async () => {
    const { report } = await check({ year: 2024 });
    expect(report.controles).toBeGreaterThan(500);
    expect(report.controles - report.tiennent).toBe(report.constats.length);
    expect(report.regles.reduce((sum, one) => sum + one.constats, 0)).toBe(report.constats.length);
    const warehouse = await openWarehouse({ path: run.places.warehouse, readOnly: true });
    const cells: string[] = await warehouse.knex('core.figure').pluck('source_ref');
    await warehouse.close();
    const known = new Set(cells);
    for (const { sources, id } of report.constats) {
      expect(sources.length, id).toBeGreaterThan(0);
      for (const { fichier, feuille, cellule } of sources)
        expect(known, id).toContain([fichier, feuille, cellule].join(' · '));
    }
  });

  it('agree with the rows wherever both are there', async () => {
    const { report } = await check({ year: 2024 });
    const rows = report.regles.find(({ regle }) => regle === 'calcul_et_declaration');
    expect(rows?.controles).toBeGreaterThan(200);
    expect(rows?.constats).toBe(0);
  });

  it('are told in French, the gravest first, with how many checks were made', async () => {
    const { text } = await check({ year: 2024 }, false);
    expect(text.indexOf('8 erreurs')).toBe(0);
    expect(text.indexOf('9 avertissements')).toBeGreaterThan(text.indexOf('8 erreurs'));
    expect(text.indexOf('7 informations')).toBeGreaterThan(text.indexOf('9 avertissements'));
    expect(text).toContain('404 + 272 = 676, et non 691');
    expect(text).toContain('Lecture probable : Autre base : 162 / 258 (nouveaux_accueils)');
    expect(text).toContain('declares/udaf11-2024.xlsx · Hébergement · B7');
    expect(text).toMatch(/\d{3} contrôles pour 2024, 24 constats\.\n$/);
  });

  it('have nothing to find where nothing was declared', async () => {
    const { exit, report, text } = await check({ year: 2019 });
    expect(exit).toBe(0);
    expect(report).toMatchObject({ ok: true, controles: 0, constats: [] });
    expect((await check({ year: 2019 }, false)).text).toContain('Aucun contrôle n’a pu être fait pour 2019');
    expect(text).toContain('"annee": 2019');
  });
});

describe('a finding that is acknowledged', () => {
  const because = 'Quinze personnes reçues sans mesure, selon le service.';
  const by = 'direction du Pôle Justice';

  it('keeps its reason, stays visible, and no longer fails the check', async () => {
    const before = (await check({ year: 2024 })).report;
    const errors = before.constats.filter(({ gravite }) => gravite === 'erreur');
    for (const { id } of errors) {
      const { exit, notes } = await check({ acknowledge: id, because, by });
      expect(exit).toBe(0);
      expect(notes).toContain('ne nomme personne');
    }
    const { exit, report } = await check({ year: 2024 });
    expect(exit).toBe(0);
    expect(report.ok).toBe(true);
    expect(report.constats).toHaveLength(before.constats.length);
    expect(report.constats_reconnus).toBe(errors.length);
    const known = report.constats.find(({ id }) => id === errors[0]?.id);
    expect(known?.reconnu).toMatchObject({ par: by, motif: because });
    expect((await check({ year: 2024 }, false)).text).toContain(`Reconnu par « ${by} »`);
  });

  it('is no longer when its values change', async () => {
    const [first] = (await check({ year: 2024 })).report.constats;
    const warehouse = await openWarehouse({ path: run.places.warehouse });
    try {
      await warehouse
        .knex('meta.constat_reconnu')
        .insert({ numero: 99, id: first?.id, empreinte: 'autre', par: by, motif: because });
      await warehouse.knex('meta.constat_reconnu').where({ id: first?.id, numero: 1 }).del();
    } finally {
      await warehouse.close();
    }
    const { exit, report } = await check({ year: 2024 });
    expect(report.constats.find(({ id }) => id === first?.id)?.reconnu).toBeNull();
    expect(exit).toBe(1);
  });

  it('is refused without a reason, an author, or a finding, and with a way to reach somebody', async () => {
    const [first] = (await check({ year: 2024 })).report.constats;
    const id = first?.id ?? '';
    await expect(check({ acknowledge: id, by })).rejects.toMatchObject({ code: 'USAGE', exit: 2 });
    await expect(check({ because, by })).rejects.toMatchObject({ code: 'USAGE', exit: 2 });
    await expect(check({ acknowledge: 'rien', because, by })).rejects.toMatchObject({
      code: 'CONSTAT_INCONNU',
    });
    const reach = { acknowledge: id, because, by: 'quelquun@exemple.fr' };
    await expect(check(reach)).rejects.toMatchObject({ code: 'VALIDATEUR' });
    await expect(check({ acknowledge: id, because: 'Voir au 04 00 00 00 00', by })).rejects.toMatchObject({
      code: 'MOTIF',
    });
  });
});
