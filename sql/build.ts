import type { Knex } from 'knex';
import type { DataTest } from './data-test.ts';
import type { Row } from './dialect/result.ts';
import { SqlError, type SqlProblem } from './error.ts';
import { dataDigest, type Fingerprints, fingerprintsOf } from './fingerprint.ts';
import {
  type BuildRecord,
  ensureLedger,
  lastNumbers,
  type PlacedRecord,
  recordIdle,
  recordRun,
  stateInForce,
} from './ledger.ts';
import { lint } from './lint.ts';
import { longestWays } from './longest-way.ts';
import {
  formOf,
  LAYERS,
  type Layer,
  type Model,
  type RelationName,
  SEED_SCHEMA,
  type Seed,
} from './model.ts';
import type { Change } from './plan-inputs.ts';
import { type Project, withLine } from './project.ts';
import {
  Contracts,
  createNext,
  dropRelation,
  existingRelations,
  type Form,
  failedOf,
  isLeftover,
  nameOf,
  nextOf,
} from './relation.ts';
import { loadSeed } from './seed.ts';
import { selectModels } from './selection.ts';
import { Slots } from './slots.ts';
import { swap } from './swap.ts';
import { checkTables } from './table-names.ts';
import { type TestResult, TestRunner } from './test-runner.ts';
import { withSharedThreads } from './threads.ts';
import { runUnitTest } from './unit-test.ts';
import type { Warehouse } from './warehouse.ts';
import { type BuildOptions, type Logger, notedOf, type Work, workOf } from './work.ts';

export type { TestResult } from './test-runner.ts';
export type { BuildOptions, Logger } from './work.ts';

export interface ModelResult {
  id: string;
  name: string;
  layer: Layer;
  form: Form;
  /**
   * `kept`: nothing has changed. `failed`: its SQL, its contract or a test of it. `skipped`: something that it
   * reads failed. What failed or was skipped keeps its old table.
   */
  status: 'built' | 'kept' | 'failed' | 'skipped';
  /** Why it was built or kept. */
  reason: string;
  /** Of a table; null for a view. */
  rows: number | null;
  ms: number;
}

export interface BuildResult {
  /** Something new was put in force; even when `ok` is false, what passed is. */
  rebuilt: boolean;
  /** Nothing failed. */
  ok: boolean;
  /** The number of the run in `meta.build`; that of the run in force when nothing had changed. */
  build: number;
  fingerprint: string;
  /** By model id: of its SQL and of all it reads, not of the data. */
  fingerprints: Record<string, string>;
  /** Each selected model; empty when nothing had changed. */
  models: ModelResult[];
  /** The tests that were run: those of what changed, those that have changed, and those that failed before. */
  tests: TestResult[];
  /** What failed, in the shape of every problem. */
  problems: SqlProblem[];
}

const SCHEMAS = [...LAYERS, SEED_SCHEMA];

/** The result of a build that finds nothing to do; it says so. */
function nothingToDo(build: number, logger: Logger, fingerprints: Fingerprints): BuildResult {
  logger.info(`Nothing has changed since build ${build}: nothing is rebuilt.`);
  return {
    ...{ rebuilt: false, ok: true, build, fingerprint: fingerprints.build },
    fingerprints: Object.fromEntries(fingerprints.models),
    ...{ models: [], tests: [], problems: [] },
  };
}

/** Models built at once: the engine plans a query, and writes a small table, on one core. */
const AT_ONCE = 2;

/** Builds that run in this process; another process cannot open the file. */
const running = new WeakMap<Warehouse, Date>();

/**
 * Builds the models that have changed, or whose upstream has, and runs their tests.
 *
 * Each is made aside, as `<name>__next`, over the `__next` of what this build makes and over what is in force
 * of the rest. At the end one transaction puts all that passed in place. What failed, and all that depends on
 * it, keeps its old table; what failed stays to be looked at as `<name>__failed`. Killed at any moment, what
 * was in force stays in force, and the next build clears the rest away.
 *
 * @throws {SqlError} before anything is run: `lint`, `selection`, `model_sql` (it does not parse),
 * `reference`, `data_fingerprint`, `build_running`.
 */
export async function build(
  project: Project,
  warehouse: Warehouse,
  options: BuildOptions,
): Promise<BuildResult> {
  const since = running.get(warehouse);
  if (since) {
    throw new SqlError(
      'build_running',
      `A build of this warehouse is running since ${since.toISOString()}, in process ${process.pid}.`,
      { remede: 'Wait until it is over, then build again.' },
    );
  }
  const started = options.clock();
  running.set(warehouse, started);
  try {
    return await prepareAndRun(project, warehouse.knex, options, started);
  } finally {
    running.delete(warehouse);
  }
}

async function prepareAndRun(
  project: Project,
  db: Knex,
  options: BuildOptions,
  started: Date,
): Promise<BuildResult> {
  refuseLint(project);
  const fingerprints = fingerprintsOf(project, options.dataFingerprint);
  const standing = await existingRelations(db, SCHEMAS);
  const existing = new Map([...standing].filter(([id]) => !isLeftover(id)));
  const state = await stateInForce(db, existing);
  const selected = selectModels(project, { ...options, state: { inForce: state, fingerprints } });
  const work = await workOf(project, db, { options, fingerprints, existing, state, selected });
  const building = work.changes.filter(({ action }) => action === 'build');
  const models = building.flatMap(({ model }) => project.byId.get(model) ?? []);
  await checkTables(db, [...models, ...project.singular.filter(({ name }) => isDue(work, name))]);
  await ensureLedger(db);
  const numbers = await lastNumbers(db);
  const idle = [work.seeds, building, work.tests, work.units, work.removed].every(
    (list) => list.length === 0,
  );
  if (idle && !options.full) {
    if (work.complete && options.filesFingerprint !== undefined) {
      await recordIdle(db, numbers.last, notedOf(project, work, options));
    }
    return nothingToDo(numbers.inForce, options.logger, fingerprints);
  }
  for (const schema of SCHEMAS) await db.schema.createSchemaIfNotExists(schema);
  for (const [id, form] of standing) if (isLeftover(id)) await dropRelation(db, nameOf(id), form);
  const run = new Run(project, db, options, work, { number: numbers.last + 1, started });
  return withSharedThreads(db, AT_ONCE, () => run.execute());
}

function isDue(work: Work, name: string): boolean {
  return work.tests.some(({ test }) => test.id === `tests.${name}`);
}

/** All that the lint refuses, told at once. */
function refuseLint(project: Project): void {
  const files = [...project.models.values(), ...project.singular];
  const problems = files.flatMap((file) => lint(file.template));
  const [first] = problems;
  if (!first) return;
  throw new SqlError('lint', problems.map((problem) => problem.message).join('\n'), {
    remede: first.remede,
    problemes: problems,
  });
}

/** What a step tells of a model: kept until what comes before it in the graph has told. */
interface Told {
  model: ModelResult | undefined;
  problems: SqlProblem[];
  tests: TestRunner;
  lines: string[];
}

class Run {
  readonly #project: Project;
  readonly #db: Knex;
  readonly #options: BuildOptions;
  readonly #work: Work;
  readonly #number: number;
  readonly #started: Date;
  readonly #runners: TestRunner[] = [];
  readonly #tests: TestResult[] = [];
  /** Failing rows to keep, by test id. */
  readonly #failures = new Map<string, Row[]>();
  readonly #contracts: Contracts;
  readonly #models: ModelResult[] = [];
  readonly #problems: SqlProblem[] = [];
  /** Of each seed and model, its place in the order of the graph, in which all is told. */
  readonly #rank: ReadonlyMap<string, number>;
  readonly #slots = new Slots(AT_ONCE);
  /** What stands as `__next`, in the order made; a failed one stays in it. */
  readonly #made = new Map<string, PlacedRecord>();
  /** Relations that failed or were skipped: what reads them is skipped. */
  readonly #broken = new Set<string>();

  constructor(
    project: Project,
    db: Knex,
    options: BuildOptions,
    work: Work,
    run: { number: number; started: Date },
  ) {
    this.#project = project;
    this.#db = db;
    this.#options = options;
    this.#work = work;
    this.#number = run.number;
    this.#started = run.started;
    this.#contracts = new Contracts(db);
    const steps = [...work.seeds.map(({ id }) => id), ...work.changes.map(({ model }) => model)];
    this.#rank = new Map(steps.map((id, at) => [id, at]));
  }

  /** The table or view to read for a relation: the one that this build made, or the one in force. */
  #place(id: string): RelationName {
    return this.#made.has(id) ? nextOf(nameOf(id)) : nameOf(id);
  }

  async execute(): Promise<BuildResult> {
    const tests = this.#byStep();
    for (const seed of this.#work.seeds) await this.#load(seed);
    for (const step of [undefined, ...this.#work.seeds.map(({ id }) => id)]) {
      const told = this.#silent();
      await this.#test(tests.get(step) ?? [], step, told);
      this.#publish(told);
    }
    await this.#buildAll(tests);
    const made = [...this.#rank.keys()].flatMap((id) => this.#made.get(id) ?? []);
    const passed = made.filter(({ id }) => !this.#broken.has(id));
    const failed = made.filter(({ id }) => this.#broken.has(id));
    const byId = new Map(this.#project.tests.map((test) => [test.id, test]));
    const standing = ({ id }: RelationName & { id: string }): RelationName =>
      failed.some((relation) => relation.id === id) ? failedOf(nameOf(id)) : nameOf(id);
    for (const runner of this.#runners) runner.finish(byId, standing);
    this.#showQueries();
    await this.#putInForce(passed, failed);
    const rebuilt = passed.length > 0 || this.#removed.length > 0;
    if (this.#problems.length > 0) this.#options.logger.info(this.#summary(passed.length));
    return {
      ...{ rebuilt, ok: this.#problems.length === 0, build: this.#number },
      fingerprint: this.#work.fingerprints.build,
      fingerprints: Object.fromEntries(this.#work.fingerprints.models),
      ...{ models: this.#models, tests: this.#tests, problems: this.#problems },
    };
  }

  #summary(passed: number): string {
    const kept = 'what failed, and what depends on it, keeps its old tables';
    return passed === 0
      ? `Build ${this.#number} failed: the tables of before are kept.`
      : `Build ${this.#number} failed in part: ${passed} put in force; ${kept}.`;
  }

  /**
   * Builds and tests each model as soon as what it reads is there and has passed, a few at once, the one with most
   * to come after it first. What is told of them, in logs as in the result, keeps the order of the graph.
   */
  async #buildAll(tests: ReadonlyMap<string | undefined, readonly DataTest[]>): Promise<void> {
    const started = new Map<string, Promise<Told>>();
    const ways = this.#longestWays();
    const over = (ids: readonly string[]): Promise<unknown> => Promise.all(ids.map((id) => started.get(id)));
    const step = async (change: Change, own: readonly DataTest[]): Promise<Told> => {
      const told = this.#silent();
      const urgency = ways.get(change.model) ?? 0;
      await over(Object.keys(change.reads));
      await this.#slots.take(urgency, () => this.#buildOne(change, told));
      if (own.length === 0) return told;
      await over(own.flatMap(({ reads }) => reads).filter((id) => id !== change.model));
      await this.#slots.take(urgency, () => this.#test(own, change.model, told));
      return told;
    };
    for (const change of this.#work.changes) {
      started.set(change.model, step(change, tests.get(change.model) ?? []));
    }
    const ended = Promise.allSettled(started.values());
    for (const told of started.values()) this.#publish(await told.catch(() => this.#silent()));
    const broken = (await ended).find((result) => result.status === 'rejected');
    if (broken) throw broken.reason;
  }

  /** Of each model, what is still to come once it can begin: by what each took last time, where that is known. */
  #longestWays(): Map<string, number> {
    const { changes, state } = this.#work;
    return longestWays(
      changes.map(({ model, reads }) => ({
        ...{ id: model, reads: Object.keys(reads) },
        weight: 1 + (state.get(model)?.ms ?? 0),
      })),
    );
  }

  /** Each test with the last step that makes something it reads; under undefined those that wait for none. */
  #byStep(): Map<string | undefined, DataTest[]> {
    const steps = [...this.#rank.keys()];
    const grouped = new Map<string | undefined, DataTest[]>();
    for (const { test } of this.#work.tests) {
      const last = Math.max(-1, ...test.reads.map((read) => this.#rank.get(read) ?? -1));
      const step = last < 0 ? undefined : steps[last];
      const others = grouped.get(step);
      if (others) others.push(test);
      else grouped.set(step, [test]);
    }
    return grouped;
  }

  async #load(seed: Seed): Promise<void> {
    const start = this.#options.clock().getTime();
    await loadSeed(this.#db, seed, nextOf(seed));
    this.#made.set(seed.id, {
      ...{ id: seed.id, schema: seed.schema, name: seed.name, build: this.#number, form: 'table' },
      ...{ definition: seed.sha256, own: seed.sha256, contract: '', version: seed.sha256, reads: {} },
      rows: seed.rows.length,
      ms: this.#options.clock().getTime() - start,
    });
  }

  async #buildOne(change: Change, told: Told): Promise<void> {
    const model = this.#project.byId.get(change.model);
    if (!model) return;
    const old = this.#work.state.get(model.id);
    if (change.action === 'keep') {
      if (await this.#holdsExamples(model, told))
        this.#tell(told, model, change, 'kept', old?.rows ?? null, 0);
      else this.#fall(told, model, change, 'failed', 0);
      return;
    }
    if (model.reads.some((read) => this.#broken.has(read))) {
      this.#fall(told, model, change, 'skipped', 0);
      return;
    }
    const start = this.#options.clock().getTime();
    const elapsed = (): number => this.#options.clock().getTime() - start;
    try {
      this.#refuseAbsent(model);
      const holds = await this.#holdsExamples(model, told);
      const rows = holds ? await this.#make(model, change, told) : null;
      if (!holds || this.#broken.has(model.id)) this.#fall(told, model, change, 'failed', elapsed());
      else this.#tell(told, model, change, 'built', rows, elapsed());
      const made = this.#made.get(model.id);
      if (made) made.ms = elapsed();
    } catch (cause) {
      if (!(cause instanceof SqlError)) throw cause;
      this.#problem(told, cause);
      this.#fall(told, model, change, 'failed', elapsed());
    }
  }

  /** Makes the table aside and holds it against its contract. */
  async #make(model: Model, change: Change, told: Told): Promise<number | null> {
    const { fingerprints, state } = this.#work;
    const definition = fingerprints.models.get(model.id) ?? '';
    const incremental =
      model.materialized === 'incremental' &&
      this.#options.full !== true &&
      state.get(model.id)?.definition === definition;
    const rendered = model.render({
      incremental,
      relation: (id) => {
        if (!this.#made.has(id)) return undefined;
        const { schema, name } = this.#place(id);
        return `"${schema}"."${name}"`;
      },
    });
    const rows = await createNext(this.#db, model, rendered, incremental);
    this.#made.set(model.id, {
      ...{ id: model.id, schema: model.schema, name: model.name, build: this.#number, form: formOf(model) },
      ...{
        definition,
        own: fingerprints.own.get(model.id) ?? '',
        version: change.version,
        reads: change.reads,
      },
      ...{ contract: fingerprints.contracts.get(model.id) ?? '', rows, ms: 0 },
    });
    const broken = await this.#contracts.check(model, this.#place(model.id));
    for (const found of broken) this.#problem(told, found);
    if (broken.length > 0) this.#broken.add(model.id);
    return rows;
  }

  /** A model outside the selection that was never built cannot be read. */
  #refuseAbsent(model: Model): void {
    const absent = model.reads.find(
      (read) =>
        !this.#made.has(read) && !this.#work.existing.has(read) && !this.#work.fingerprints.sources.has(read),
    );
    if (absent === undefined) return;
    const { file } = model.template;
    throw new SqlError('selection', `${file}:1: ${model.id} reads ${absent}, which was never built.`, {
      fichier: file,
      ligne: 1,
      remede: `Build it too: --select +${model.name}`,
    });
  }

  /** Runs the model's unit tests that are due. */
  async #holdsExamples(model: Model, told: Told): Promise<boolean> {
    let holds = true;
    for (const { test } of this.#work.units) {
      if (test.model !== model.id) continue;
      const { id, fichier, ligne } = test;
      const result: TestResult = {
        ...{ id, kind: 'unit', status: 'pass', severity: 'error', failures: 0, rows: [], fichier, ligne },
        sql: model.compiled.sql,
      };
      try {
        const rows = await runUnitTest(this.#db, model, test, (read) => this.#place(read));
        const status = rows.length === 0 ? 'pass' : 'fail';
        told.tests.add({ ...result, status, failures: rows.length }, rows);
        if (rows.length === 0) continue;
        const shown = rows.slice(0, 3).map((row) => JSON.stringify(row));
        const message = `${fichier}:${ligne}: ${id}: ${rows.length} row(s) differ: ${shown.join(' ')}`;
        const remede = 'Mend the model, or the rows that the test expects.';
        this.#problem(told, new SqlError('test_failed', message, { fichier, ligne, regle: 'unit', remede }));
      } catch (cause) {
        if (!(cause instanceof SqlError)) throw cause;
        told.tests.add({ ...result, status: 'fail' }, []);
        this.#problem(told, cause);
      }
      holds = false;
    }
    return holds;
  }

  /** Runs what can be run once a step is over; a failure stands under the step's relation. */
  async #test(tests: readonly DataTest[], step: string | undefined, told: Told): Promise<void> {
    const ready = tests.filter((test) => !test.reads.some((read) => this.#broken.has(read)));
    const before = told.tests.results.length;
    for (const { test, error } of await told.tests.run(ready)) {
      this.#problem(told, error);
      const own = test.relation === undefined ? test.reads : [test.relation];
      for (const id of step === undefined ? own : [step]) this.#broken.add(id);
      if (told.model) told.model.status = 'failed';
    }
    for (const result of told.tests.results.slice(before)) {
      if (result.status === 'pass') continue;
      told.lines.push(`${result.id}: ${result.status}, ${result.failures} row(s)`);
    }
  }

  #problem(told: Told, found: SqlError | SqlProblem): void {
    if (found instanceof SqlError) {
      told.problems.push(...withLine(found, this.#project.lineOf).toProblems());
      return;
    }
    const { fichier, ligne } = found;
    const line = fichier === null || ligne === null ? undefined : this.#project.lineOf(fichier, ligne);
    told.problems.push(line === undefined ? found : { ...found, message: `${found.message}\n${line}` });
  }

  /** The query that a failing test shows names what stands when the build is over. */
  #showQueries(): void {
    for (const problem of this.#problems) {
      if (problem.code !== 'test_failed') continue;
      const result = this.#tests.find(({ id }) => problem.message.includes(` ${id}: `));
      if (result && result.kind !== 'unit') problem.remede = `Look at the rows: ${result.sql}`;
    }
  }

  #fall(told: Told, model: Model, change: Change, status: 'failed' | 'skipped', ms: number): void {
    this.#broken.add(model.id);
    this.#tell(told, model, change, status, null, ms);
  }

  #tell(
    told: Told,
    model: Model,
    change: Change,
    status: ModelResult['status'],
    rows: number | null,
    ms: number,
  ): void {
    const { id, name, layer } = model;
    told.model = { id, name, layer, form: formOf(model), status, reason: change.reason, rows, ms };
    if (status === 'kept') return;
    const count = rows === null ? '' : `, ${rows} row(s)`;
    told.lines.push(`${id}: ${status}${count}, ${ms} ms (${change.reason})`);
  }

  /** Adds what a step told to what the build tells. */
  #publish({ model, problems, tests, lines }: Told): void {
    if (model) this.#models.push(model);
    this.#problems.push(...problems);
    this.#runners.push(tests);
    this.#tests.push(...tests.results);
    for (const [id, rows] of tests.failures) this.#failures.set(id, rows);
    for (const line of lines) this.#options.logger.info(line);
  }

  /** Nothing told yet. */
  #silent(): Told {
    const tests = new TestRunner(this.#db, (relation) => this.#place(relation.id), this.#work.today);
    return { model: undefined, problems: [], tests, lines: [] };
  }

  /** What no file stands for is dropped by a build in which nothing failed. */
  get #removed(): readonly string[] {
    return this.#problems.length === 0 ? this.#work.removed : [];
  }

  /** In one transaction: all that passed takes its place, and the ledger says so. */
  async #putInForce(passed: readonly PlacedRecord[], failed: readonly PlacedRecord[]): Promise<void> {
    const { existing, state } = this.#work;
    const withModel = (relation: PlacedRecord): PlacedRecord & { model?: Model } => {
      const model = this.#project.byId.get(relation.id);
      return model ? { ...relation, model } : relation;
    };
    for (const id of this.#removed) this.#options.logger.info(`${id} has no model any more: dropped.`);
    const prints = new Map(
      [...this.#work.tests, ...this.#work.units].map(({ test, print }) => [test.id, print]),
    );
    await this.#db.transaction(async (trx) => {
      await swap(trx, {
        passed: passed.map(withModel),
        failed: failed.map(withModel),
        kept: this.#broken,
        removed: this.#removed,
        existing,
        state,
      });
      const le = this.#options.clock();
      await recordRun(trx, {
        build: this.#record(passed.length),
        placed: passed,
        tests: this.#tests.map((result) => ({
          ...{ build: this.#number, test: result.id, genre: result.kind, statut: result.status },
          ...{ severite: result.severity, echecs: result.failures, empreinte: prints.get(result.id) ?? '' },
          ...{ requete: result.sql, fichier: result.fichier, ligne: result.ligne, le },
        })),
        failures: this.#failures,
      });
    });
  }

  #record(passed: number): BuildRecord {
    const ok = this.#problems.length === 0;
    const noted = notedOf(this.#project, this.#work, this.#options);
    return {
      build: this.#number,
      statut: ok ? 'done' : passed > 0 ? 'partial' : 'failed',
      complet: this.#work.complete,
      empreinte: this.#work.fingerprints.build,
      empreinte_donnees: dataDigest(this.#options.dataFingerprint),
      ...noted,
      empreinte_fichiers: ok && this.#work.complete ? noted.empreinte_fichiers : null,
      debut: this.#started,
      fin: this.#options.clock(),
      modeles: this.#models.filter(({ status }) => status === 'built').length,
      tests: this.#tests.length,
      echecs: this.#problems.length,
    };
  }
}
