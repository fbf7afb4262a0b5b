import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Parameters } from '../../../budget/parameters.ts';
import { PROPOSAL, proposalRows } from '../../../budget/record-fixture.ts';
import { parametersDocument } from '../../../budget/write-parameters.ts';
import { alter, fixtureWarehouse } from '../../../publish/fixture-warehouse.ts';
import { readPublicationRules } from '../../../publish/publication-rules.ts';
import { publishRelease } from '../../../publish/release.ts';
import { Output } from '../../output.ts';
import { budgetCompare } from './compare.ts';
import { budgetCompute } from './compute.ts';
import { budgetFairness, budgetRounds, budgetSensitivity } from './readings.ts';

let root: string;
let env: NodeJS.ProcessEnv;

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** The proposal's inputs, as the mart has them, in a publication of their own. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-budget-'));
  const warehouse = await fixtureWarehouse();
  const lines = proposalRows().map(
    ({ annee, entree, departement, antenne, valeur, mot, formule, provenance, source }) =>
      `(${annee}, ${[entree, String(departement), String(antenne)].map(text).join(', ')}, ${valeur}, null, ${[mot, formule, provenance, source].map((one) => text(one ?? '')).join(', ')}, null)`,
  );
  await alter(
    warehouse,
    `delete from marts.budget_projets; drop table marts.budget_entrees; create table marts.budget_entrees as
     select annee, entree, departement, antenne, valeur, cast(absence as varchar) as absence, mot, formule, provenance,
       source, cast(contributeurs as integer) as contributeurs
     from (values ${lines.join(', ')}) as v(annee, entree, departement, antenne, valeur, absence, mot, formule,
       provenance, source, contributeurs)`,
  );
  const { catalogue, thresholds } = await readPublicationRules();
  const needed = new Set(['antennes', 'budget_entrees', 'budget_projets']);
  await publishRelease({
    ...{ warehouse, out: join(root, 'publication'), thresholds, donneesDu: '2024-12-31', sample: true },
    catalogue: { ...catalogue, cubes: catalogue.cubes.filter(({ nom }) => needed.has(nom)) },
    ...{ entrees: [], modeles: {}, parametres: {}, logger: { info: () => {} } },
    clock: () => new Date('2025-07-01T10:00:00Z'),
  });
  await warehouse.close();
  env = { CPCA_PUBLICATION: join(root, 'publication'), CPCA_WAREHOUSE: join(root, 'none.duckdb') };
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

async function paramsFile(name: string, over: Partial<Parameters> = {}): Promise<string> {
  const path = join(root, name);
  await writeFile(path, stringify(parametersDocument({ ...PROPOSAL, ...over })));
  return path;
}

/** What a command answers, as JSON and as text. */
async function answers(
  command: (output: Output) => Promise<unknown>,
): Promise<[Record<string, unknown>, string]> {
  const said = ['', ''];
  for (const json of [true, false]) {
    const output = new Output(
      json,
      (part) => {
        said[json ? 0 : 1] += part;
      },
      () => {},
    );
    await command(output);
  }
  return [JSON.parse(said[0] ?? '') as Record<string, unknown>, said[1] ?? ''];
}

const quiet = () =>
  new Output(
    true,
    () => {},
    () => {},
  );

describe('budget compute', () => {
  it('gives each amount with its input, its word and its source', async () => {
    const params = await paramsFile('a.yml');
    const [json, shown] = await answers((output) =>
      budgetCompute({ params, format: 'table', samples: true }, output, env),
    );
    expect(json.detail).toHaveLength(18);
    expect(shown).toContain('18\u202f652,55\u00a0€');
    expect(shown).toMatch(/AERS +Activité +691 personnes accompagnées/);
  });

  it('writes a workbook whose amounts are numbers that make the total, the same bytes each time', async () => {
    const params = await paramsFile('a.yml');
    const files = [join(root, 'one.xlsx'), join(root, 'two.xlsx')];
    for (const out of files)
      await budgetCompute({ params, format: 'xlsx', out, samples: true }, quiet(), env);
    const [one, two] = await Promise.all(files.map((path) => readFile(path)));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    const book = XLSX.read(one);
    expect(book.SheetNames).toEqual(['Répartition', 'Par enveloppe', 'Explications']);
    const sheet = book.Sheets.Répartition;
    if (sheet === undefined) throw new Error('no sheet');
    const rows = XLSX.utils.sheet_to_json<Record<string, unknown>>(sheet);
    const amounts = rows.slice(0, -1).map(({ Montant: amount }) => Math.round(Number(amount) * 100));
    expect(amounts.reduce((all, cents) => all + cents, 0)).toBe(10_000_000);
    expect(rows.at(-1)?.Montant).toBe(100_000);
  });

  it.each<[string, Partial<Parameters>, 1 | 2, string]>([
    [
      'weights that do not make 100',
      { poids: { activite: 35, developpement: 20, harmonisation: 44 } },
      2,
      'poids',
    ],
    ['an unknown antenne', { porteur: 'NULLE' }, 2, 'porteur'],
    [
      'a floor above the total',
      { plancher: { montant_centimes: 20_000_000, part_n1: null } },
      2,
      'plancher.montant',
    ],
    [
      'a target of 0',
      {
        harmonisation: {
          ...PROPOSAL.harmonisation,
          lectures: [{ lecture: 'actions_en_place', poids: 100, cible: 0 }],
        },
      },
      2,
      'harmonisation.lectures[1].cible',
    ],
    ['an input that lacks', { activite: { unite: 'heures' } }, 1, ''],
  ])('refuses %s, names the field and the mend, and writes nothing', async (_, over, exitCode, field) => {
    const params = await paramsFile('wrong.yml', over);
    const before = await readdir(root);
    const out = join(root, 'never.xlsx');
    const running = budgetCompute({ params, format: 'xlsx', out, samples: true }, quiet(), env);
    const error = await running.then(
      () => undefined,
      (thrown: unknown) =>
        thrown as { exitCode: number; problemes: { colonne: string | null; remede: string }[] },
    );
    expect(error?.exitCode).toBe(exitCode);
    expect(error?.problemes[0]?.colonne ?? '').toBe(field);
    expect(error?.problemes[0]?.remede).not.toBe('');
    expect(await readdir(root)).toEqual(before);
  });

  it('refuses a file that is not YAML, and a form that does not exist', async () => {
    const broken = join(root, 'broken.yml');
    await writeFile(broken, 'nom: "x\n  - [');
    await expect(
      budgetCompute({ params: broken, format: 'table', samples: true }, quiet(), env),
    ).rejects.toMatchObject({ code: 'YAML_ILLISIBLE', exit: 2 });
    await expect(budgetCompute({ format: 'pdf', samples: true }, quiet(), env)).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

describe('budget compare, sensitivity, fairness and rounds', () => {
  it('tell what changes from one file to another, with parts that make the change', async () => {
    const files = [
      await paramsFile('a.yml'),
      await paramsFile('b.yml', {
        poids: { activite: 45, developpement: 10, harmonisation: 45 },
        total_centimes: 11_000_000,
      }),
    ];
    const [json, shown] = await answers((output) => budgetCompare(files, { samples: true }, output, env));
    const [first] = json as unknown as { causes: { total_centimes: number }[] }[];
    expect(first?.causes.map(({ total_centimes: cents }) => cents)).toEqual([0, 1_000_000]);
    expect(shown).toContain('Poids des enveloppes · poids.activite : 35\u202f% → 45\u202f%');
    await expect(budgetCompare(files.slice(0, 1), { samples: true }, quiet(), env)).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('sweep the weights, and tell what swaps two ranks', async () => {
    const params = await paramsFile('a.yml');
    const [json, shown] = await answers((output) =>
      budgetSensitivity({ params, scenarios: 66, samples: true }, output, env),
    );
    expect(json.balayage).toMatchObject({ scenarios: 66 });
    expect(shown).toContain('passe devant');
  });

  it('say what the inputs cannot tell', async () => {
    const params = await paramsFile('a.yml');
    const [, shown] = await answers((output) => budgetFairness({ params, samples: true }, output, env));
    expect(shown).toContain('inconnu');
    expect(shown).toContain('les paramètres n’en posent aucun');
  });

  it('run the rounds of a file', async () => {
    await paramsFile('a.yml');
    await paramsFile('more.yml', { total_centimes: 1_000_000, date_reunion: '2025-06-01' });
    const tours = join(root, 'tours.yml');
    const list = [
      { parametres: 'a.yml', mode: 'seul', reports: null },
      { parametres: 'more.yml', mode: 'cumul', reports: null },
    ];
    await writeFile(tours, stringify({ version: 1, tours: list }));
    const [json] = await answers((output) => budgetRounds(tours, { samples: true }, output, env));
    expect(json.total_centimes).toBe(11_000_000);
  });
});
