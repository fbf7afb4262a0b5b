import type { BuildResult, TestResult } from '../../sql/build.ts';
import type { TestStatus } from '../../sql/data-test.ts';
import type { LastTest } from '../../sql/ledger.ts';
import type { BuildPlan, PlannedModel } from '../../sql/plan.ts';
import type { Cause } from '../../sql/plan-inputs.ts';
import { type BuildChoice, runBuild } from '../build-run.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { placesOf, placesToRead } from '../places.ts';
import { rowTable } from '../row-table.ts';

export interface BuildCommandOptions extends BuildChoice {
  plan?: boolean;
  last?: boolean;
  samples?: boolean;
}

/** Failing rows shown for each test. */
const SHOWN_ROWS = 10;

/** Runs models and their tests, or says what would run (`--plan`), or what the last tests gave (`--last`). */
export async function buildCommand(
  options: BuildCommandOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (options.plan && options.last) {
    throw new CliError(
      'USAGE',
      '--plan et --last ne vont pas ensemble.',
      'Gardez l’une des deux options.',
      2,
    );
  }
  if (options.plan) return planCommand(options, output, env);
  if (options.last) return lastCommand(options, output, env);
  const result = await runBuild(
    placesToRead(options.samples, env, 'warehouse'),
    choiceOf(options),
    () => new Date(),
    (text) => output.note(text),
  );
  const wrong = result.tests.filter(({ status }) => status !== 'pass');
  for (const test of wrong) output.note(testText(test));
  for (const found of result.problems) output.problem(found);
  output.result(result, buildText(result));
  return result.ok ? 0 : 1;
}

function choiceOf({ select, exclude, full }: BuildChoice): BuildChoice {
  return { ...(select ? { select } : {}), ...(exclude ? { exclude } : {}), ...(full ? { full } : {}) };
}

/** What a build did, in two lines at most. */
export function buildText(result: BuildResult): string {
  const models = (status: string) => result.models.filter((model) => model.status === status).length;
  if (result.ok && !result.rebuilt && result.tests.length === 0) {
    return 'Rien n’a changé : rien n’est recalculé.';
  }
  const counts = [
    said(models('built'), 'modèle calculé', 'modèles calculés'),
    ...(models('kept') > 0 ? [said(models('kept'), 'inchangé', 'inchangés')] : []),
    ...(models('failed') > 0 ? [`${models('failed')} en échec`] : []),
    ...(models('skipped') > 0 ? [said(models('skipped'), 'laissé de côté', 'laissés de côté')] : []),
  ].join(', ');
  const verdicts = verdictsText(result.tests.map(({ status }) => status));
  const text = `${counts} ; tests : ${verdicts}.`;
  if (result.ok) return text;
  return `${text}\nLe calcul a échoué en tout ou partie : ce qui a échoué, et ce qui en dépend, garde ses tables précédentes.`;
}

/** A number and its word: French writes 0 and 1 in the singular. */
function said(count: number, one: string, several: string): string {
  return `${count} ${count < 2 ? one : several}`;
}

/** How many tests gave what; failures are named only where there are some. */
function verdictsText(statuses: readonly TestStatus[]): string {
  const count = (wanted: TestStatus) => statuses.filter((status) => status === wanted).length;
  return [
    said(count('pass'), 'réussi', 'réussis'),
    said(count('warn'), 'avertissement', 'avertissements'),
    ...(count('expected') > 0 ? [said(count('expected'), 'échec attendu', 'échecs attendus')] : []),
    ...(count('fail') > 0 ? [said(count('fail'), 'échec', 'échecs')] : []),
  ].join(', ');
}

const VERDICTS = { pass: '✓', warn: '!', fail: '✗', expected: '~' } as const;
const VERDICT_WORDS = {
  pass: 'réussi',
  warn: 'avertissement',
  fail: 'échec',
  expected: 'échec attendu',
} as const;

/** A test that found rows: how many, the first ten, and the query that gives them all. */
export function testText({ id, status, failures, rows, sql }: Omit<TestResult, 'kind'>): string {
  const shown = rows.slice(0, SHOWN_ROWS);
  const lines = [
    `${VERDICTS[status]} ${id} : ${VERDICT_WORDS[status]}, ${said(failures, 'ligne', 'lignes')}`,
  ];
  if (shown.length > 0) lines.push(rowTable(shown));
  if (failures > shown.length)
    lines.push(`  … et ${said(failures - shown.length, 'autre', 'autres')}. Toutes : ${sql}`);
  return lines.join('\n');
}

async function lastCommand(
  options: BuildCommandOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { runLastTests } = await import('../plan-run.ts');
  const tests = await runLastTests(placesToRead(options.samples, env, 'warehouse'));
  output.result({ tests }, lastText(tests));
  return tests.some(({ statut }) => statut === 'fail') ? 1 : 0;
}

/** The newest result of each test; those that found nothing are only counted. */
export function lastText(tests: readonly LastTest[]): string {
  if (tests.length === 0) return 'Aucun test n’a encore été passé.';
  const wrong = tests.filter(({ statut }) => statut !== 'pass');
  const texts = wrong.map((test) => {
    const text = testText({
      ...{ id: test.test, status: test.statut, severity: test.severite, failures: test.echecs },
      ...{ rows: test.rows, sql: test.requete, fichier: test.fichier, ligne: test.ligne },
    });
    return `${text}\n  ${test.fichier}:${test.ligne}, calcul ${test.build}, ${test.le}`;
  });
  return [
    ...texts,
    `${said(tests.length, 'test', 'tests')} : ${verdictsText(tests.map(({ statut }) => statut))}.`,
  ].join('\n');
}

async function planCommand(
  options: BuildCommandOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { runPlan } = await import('../plan-run.ts');
  const plan = await runPlan(planPlaces(options.samples, env), choiceOf(options));
  for (const found of plan.problems) output.problem(found);
  output.result(plan, planText(plan));
  return plan.ok ? 0 : 1;
}

/** The warehouse that a build would read; the one that a first loading would make when there is none. */
function planPlaces(samples: boolean | undefined, env: NodeJS.ProcessEnv) {
  try {
    return placesToRead(samples, env, 'warehouse');
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'RIEN_A_LIRE') throw error;
    return placesOf(samples ?? false, env);
  }
}

/** What a build would do, model by model, and why. */
export function planText(plan: BuildPlan): string {
  const building = plan.models.filter(({ action }) => action === 'build');
  const width = Math.max(0, ...building.map(({ id }) => id.length));
  const lines = building.map((model) => {
    const parts = [causeText(model.cause), ...columnTexts(model), ...bindingTexts(model)];
    return `  ${model.id.padEnd(width)}  ${parts.join(' ; ')}`;
  });
  const kept = plan.models.length - building.length;
  return [
    building.length === 0
      ? 'Rien n’a changé : rien ne serait recalculé.'
      : `À calculer : ${said(building.length, 'modèle', 'modèles')} sur ${plan.models.length}.`,
    ...lines,
    ...(building.length > 0 && kept > 0 ? [`À garder : ${said(kept, 'modèle', 'modèles')}.`] : []),
    plan.ok
      ? 'Tous les modèles se lient aux tables, sans données.'
      : `${said(plan.problems.length, 'problème', 'problèmes')} à corriger avant de calculer.`,
  ].join('\n');
}

function causeText({ code, ids }: Cause): string {
  const names = ids.join(', ');
  const words: Readonly<Record<Cause['code'], string>> = {
    full: 'recalcul complet demandé',
    new: 'absent de l’entrepôt',
    form: 'devient une vue ou une table',
    sql: 'son SQL, une macro ou une variable a changé',
    contract: 'ses colonnes sont décrites autrement',
    data: `les lignes ont changé dans ${names}`,
    seed: `la liste de codes a changé : ${names}`,
    upstream: `lit ce qui est recalculé : ${names}`,
    same: 'rien n’a changé',
    not_selected: 'hors de la sélection',
  };
  return words[code];
}

function columnTexts({ columns }: PlannedModel): string[] {
  if (!columns) return [];
  const said = (label: string, names: readonly string[]) =>
    names.length > 0 ? [`${label} : ${names.join(', ')}`] : [];
  return [
    ...said('colonnes ajoutées', columns.added),
    ...said('colonnes retirées', columns.removed),
    ...said('colonnes d’un autre type', columns.retyped),
  ];
}

function bindingTexts({ binds }: PlannedModel): string[] {
  if (binds === true) return [];
  return [binds === false ? 'son SQL ne se lie pas aux tables' : 'non vérifié : lit un modèle en faute'];
}
