import type { Knex } from 'knex';
import type { DataTest } from './data-test.ts';
import type { Row } from './dialect/result.ts';
import { SqlError, type SqlProblem } from './error.ts';
import { type Fingerprints, fingerprintsOf } from './fingerprint.ts';
import {
  type BuildRecord,
  ensureLedger,
  lastBuild,
  type ModelRecord,
  nextBuild,
  recordBuild,
  relationsEverBuilt,
} from './ledger.ts';
import { lint } from './lint.ts';
import { LAYERS, type Layer, type Model, relationId, SEED_SCHEMA } from './model.ts';
import type { Project } from './project.ts';
import { checkContract, dropRelation, existingRelations, inFile, materialize } from './relation.ts';
import { loadSeed } from './seed.ts';
import { selectModels } from './selection.ts';
import type { Warehouse } from './warehouse.ts';

export interface Logger {
  info(message: string): void;
}

export interface BuildOptions {
  /** Stands for the rows of the sources: the same means that they have not changed. */
  dataFingerprint: string;
  /** Models to build, as `name`, `+name`, `name+`; all when left out or empty. */
  select?: readonly string[];
  /** Builds even when nothing has changed. */
  full?: boolean;
  logger: Logger;
  clock: () => Date;
}

export interface ModelResult {
  id: string;
  name: string;
  layer: Layer;
  form: 'view' | 'table';
  /** `failed`: its SQL, its contract or a test of it. `skipped`: something it reads failed. */
  status: 'built' | 'failed' | 'skipped';
  rows: number | null;
  ms: number;
}

export interface TestResult {
  id: string;
  kind: string;
  status: 'pass' | 'warn' | 'fail';
  /** Number of rows that break the rule. */
  failures: number;
  /** The first ten of them. */
  rows: Row[];
  /** The query that gives them all. */
  sql: string;
  fichier: string;
  ligne: number;
}

export interface BuildResult {
  /** False when nothing had changed, or when the build failed: then the tables of before are in force. */
  rebuilt: boolean;
  ok: boolean;
  /** The number of the run in `meta.build`; that of the run in force when nothing had changed. */
  build: number;
  fingerprint: string;
  /** By model id. */
  fingerprints: Record<string, string>;
  models: ModelResult[];
  tests: TestResult[];
  /** What failed, in the shape of every problem. */
  problems: SqlProblem[];
}

const SHOWN_ROWS = 10;

/**
 * Builds the models and runs their tests in one transaction: all or nothing. When a model or a test of
 * severity `error` fails, what depends on it is skipped, the rest still runs to tell all that is wrong, and
 * everything is rolled back. An error of the engine ends the run at once.
 *
 * @throws {SqlError} `lint`, `selection`: nothing was run.
 */
export async function build(
  project: Project,
  warehouse: Warehouse,
  options: BuildOptions,
): Promise<BuildResult> {
  refuseLint(project);
  const complete = !options.select?.length;
  const selected = complete ? [...project.graph.order] : selectModels(project, options.select ?? []);
  const fingerprints = fingerprintsOf(project, options.dataFingerprint);
  if (complete && !options.full) {
    const unchanged = await unchangedBuild(project, warehouse.knex, fingerprints);
    if (unchanged) {
      options.logger.info(`Nothing has changed since build ${unchanged.build}: nothing is rebuilt.`);
      return unchanged;
    }
  }
  return new Run(project, warehouse, options, selected, fingerprints).execute();
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

async function unchangedBuild(
  project: Project,
  db: Knex,
  fingerprints: Fingerprints,
): Promise<BuildResult | undefined> {
  const last = await lastBuild(db);
  if (!last?.complet || last.empreinte !== fingerprints.build) return undefined;
  const existing = await existingRelations(db, [...LAYERS, SEED_SCHEMA]);
  const wanted = [...project.models.values(), ...project.seeds.values()];
  if (!wanted.every((relation) => existing.has(relation.id))) return undefined;
  return {
    rebuilt: false,
    ok: true,
    build: last.build,
    fingerprint: fingerprints.build,
    fingerprints: Object.fromEntries(fingerprints.models),
    models: [],
    tests: [],
    problems: [],
  };
}

/** Thrown to roll the transaction back; the failures are in the run. */
class RolledBack extends Error {}

class Run {
  readonly #project: Project;
  readonly #warehouse: Warehouse;
  readonly #options: BuildOptions;
  readonly #selected: readonly string[];
  readonly #fingerprints: Fingerprints;
  readonly #byId: ReadonlyMap<string, Model>;
  readonly #models: ModelResult[] = [];
  readonly #tests: TestResult[] = [];
  readonly #problems: SqlProblem[] = [];
  readonly #records: ModelRecord[] = [];
  /** Relations that failed or were skipped: what reads them is skipped. */
  readonly #broken = new Set<string>();
  /** Tests not yet run whose relations are not all built yet. */
  #waiting: DataTest[];

  constructor(
    project: Project,
    warehouse: Warehouse,
    options: BuildOptions,
    selected: readonly string[],
    fingerprints: Fingerprints,
  ) {
    this.#project = project;
    this.#warehouse = warehouse;
    this.#options = options;
    this.#selected = selected;
    this.#fingerprints = fingerprints;
    this.#byId = new Map([...project.models.values()].map((model) => [model.id, model]));
    const chosen = new Set(selected);
    this.#waiting = this.#complete
      ? [...project.tests]
      : project.tests.filter((test) => test.reads.some((read) => chosen.has(read)));
  }

  get #complete(): boolean {
    return this.#selected.length === this.#project.graph.order.length;
  }

  async execute(): Promise<BuildResult> {
    const db = this.#warehouse.knex;
    const started = this.#options.clock();
    await db.transaction((trx) => ensureLedger(trx));
    const number = await nextBuild(db);
    try {
      await db.transaction(async (trx) => {
        await this.#buildAll(trx);
        if (this.#failed) throw new RolledBack();
        await recordBuild(trx, this.#record(number, started), this.#records);
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      await recordBuild(db, this.#record(number, started), []);
      this.#options.logger.info(`Build ${number} failed: the tables of before are kept.`);
    }
    return {
      rebuilt: !this.#failed,
      ok: !this.#failed,
      build: number,
      fingerprint: this.#fingerprints.build,
      fingerprints: Object.fromEntries(this.#fingerprints.models),
      models: this.#models,
      tests: this.#tests,
      problems: this.#problems,
    };
  }

  get #failed(): boolean {
    return this.#problems.length > 0;
  }

  #record(build: number, debut: Date): BuildRecord {
    return {
      build,
      statut: this.#failed ? 'failed' : 'done',
      complet: this.#complete,
      empreinte: this.#fingerprints.build,
      empreinte_donnees: this.#options.dataFingerprint,
      debut,
      fin: this.#options.clock(),
      modeles: this.#models.filter((model) => model.status === 'built').length,
      tests: this.#tests.length,
      echecs: this.#problems.length,
    };
  }

  async #buildAll(trx: Knex.Transaction): Promise<void> {
    for (const schema of [...LAYERS, SEED_SCHEMA]) await trx.schema.createSchemaIfNotExists(schema);
    for (const seed of this.#project.seeds.values()) await loadSeed(trx, seed);
    const existing = await existingRelations(trx, LAYERS);
    if (this.#complete) await this.#dropRemoved(trx, existing);
    try {
      const built = new Set(this.#selected);
      await this.#runTests(trx, (read) => !built.has(read));
      for (const id of this.#selected) {
        await this.#buildOne(trx, id, existing);
        built.delete(id);
        await this.#runTests(trx, (read) => !built.has(read));
      }
    } catch (error) {
      // An error of the engine aborts the transaction: what is left cannot run in it.
      if (!(error instanceof SqlError)) throw error;
      this.#problems.push(...error.toProblems());
      const told = new Set(this.#models.map((model) => model.id));
      for (const id of this.#selected) if (!told.has(id)) this.#tell(id, 'skipped', null, 0);
    }
  }

  /** What earlier builds made and no model stands for any more. */
  async #dropRemoved(trx: Knex.Transaction, existing: Map<string, 'view' | 'table'>): Promise<void> {
    for (const relation of await relationsEverBuilt(trx)) {
      const id = relationId(relation);
      const form = existing.get(id);
      if (!form || this.#byId.has(id)) continue;
      this.#options.logger.info(`${id} has no model any more: dropped.`);
      await dropRelation(trx, relation, form);
    }
  }

  async #buildOne(
    trx: Knex.Transaction,
    id: string,
    existing: ReadonlyMap<string, 'view' | 'table'>,
  ): Promise<void> {
    const model = this.#byId.get(id);
    if (!model) return;
    if (model.reads.some((read) => this.#broken.has(read))) {
      this.#broken.add(id);
      this.#tell(id, 'skipped', null, 0);
      return;
    }
    const start = this.#options.clock().getTime();
    const elapsed = (): number => this.#options.clock().getTime() - start;
    try {
      const rows = await materialize(trx, model, existing.get(id));
      const broken = await checkContract(trx, model);
      const ms = elapsed();
      this.#problems.push(...broken);
      if (broken.length > 0) this.#broken.add(id);
      this.#tell(id, broken.length > 0 ? 'failed' : 'built', rows, ms);
      const fingerprint = this.#fingerprints.models.get(id) ?? '';
      this.#records.push({ model, fingerprint, rows, ms });
    } catch (error) {
      this.#tell(id, 'failed', null, elapsed());
      throw error;
    }
  }

  #tell(id: string, status: ModelResult['status'], rows: number | null, ms: number): void {
    const model = this.#byId.get(id);
    if (!model) return;
    const { name, layer, materialized: form } = model;
    this.#models.push({ id, name, layer, form, status, rows, ms });
    const count = rows === null ? '' : `, ${rows} row(s), ${ms} ms`;
    this.#options.logger.info(`${id}: ${status}${count}`);
  }

  /** Runs each waiting test whose relations are all there; those of broken ones are left out. */
  async #runTests(trx: Knex.Transaction, ready: (read: string) => boolean): Promise<void> {
    const due = this.#waiting.filter((test) => test.reads.every(ready));
    this.#waiting = this.#waiting.filter((test) => !due.includes(test));
    for (const test of due) {
      if (test.reads.some((read) => this.#broken.has(read))) continue;
      await this.#runTest(trx, test);
    }
  }

  async #runTest(trx: Knex.Transaction, test: DataTest): Promise<void> {
    const query = test.query(trx);
    const result: TestResult = {
      id: test.id,
      kind: test.kind,
      status: 'pass',
      failures: 0,
      rows: [],
      sql: query.toQuery(),
      fichier: test.fichier,
      ligne: test.ligne,
    };
    this.#tests.push(result);
    try {
      result.rows = await query.clone().limit(SHOWN_ROWS);
      result.failures = result.rows.length;
      if (result.rows.length === SHOWN_ROWS) result.failures = await countOf(trx, query);
    } catch (cause) {
      result.status = 'fail';
      throw testError(test, cause);
    }
    if (result.failures === 0) return;
    result.status = test.severity === 'warn' ? 'warn' : 'fail';
    this.#options.logger.info(`${test.id}: ${result.status}, ${result.failures} row(s)`);
    if (result.status === 'fail') this.#fail(test, result);
  }

  /** The failure stands under the last model built among those that the test reads. */
  #fail(test: DataTest, result: TestResult): void {
    this.#problems.push(
      new SqlError(
        'test_failed',
        `${test.fichier}:${test.ligne}: ${test.id}: ${result.failures} row(s) fail.`,
        {
          fichier: test.fichier,
          ligne: test.ligne,
          regle: test.kind,
          remede: `Look at the rows: ${result.sql}`,
        },
      ).toProblem(),
    );
    const last = this.#models.findLast((model) => test.reads.includes(model.id));
    if (last) last.status = 'failed';
    for (const id of last ? [last.id] : test.reads) this.#broken.add(id);
  }
}

async function countOf(db: Knex, query: Knex.QueryBuilder): Promise<number> {
  const row = await db.count({ n: '*' }).from(query.clone().as('failure')).first();
  return Number(row?.n ?? 0);
}

function testError(test: DataTest, cause: unknown): unknown {
  if (test.origin) return inFile(test.origin, cause);
  if (!(cause instanceof SqlError) || cause.code !== 'sql') return cause;
  return new SqlError('test_sql', `${test.fichier}:${test.ligne}: ${test.id}: ${cause.message}`, {
    ...cause.details,
    fichier: test.fichier,
    ligne: test.ligne,
    regle: test.kind,
    cause,
  });
}
