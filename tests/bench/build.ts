import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readModels } from '../../cli/models.ts';
import { build } from '../../sql/build.ts';
import { LAYERS, type Model, quoted, SEED_SCHEMA } from '../../sql/model.ts';
import { type Project, readProject } from '../../sql/project.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { runSql } from './baseline-sql.ts';
import { nothingChanged } from './nothing-changed.ts';
import { type Pair, report, runPairs, spread, spreadText, timed } from './pairs.ts';
import { fillRaw, loadSamples } from './raw-rows.ts';
import { writeSmallModels } from './small-models.ts';

const SMALL_MODELS = 300;

export interface BenchOptions {
  persons: number;
  pairs: number;
  seed: number;
  tell: (text: string) => void;
}

/** The benches of the runner. Prints ratios, and asserts nothing: a machine is not a test. */
export async function benchBuild(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cpca-bench-'));
  try {
    await fullBuild(folder, options);
    await smallModels(folder, options);
    await nothingChanged(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All models over many persons, against their compiled SQL sent straight to the driver. */
async function fullBuild(folder: string, { persons, pairs, seed, tell }: BenchOptions): Promise<void> {
  const base = join(folder, 'received.duckdb');
  const samples = await loadSamples(folder);
  let laid = 0;
  await withFile(base, async (connection) => {
    laid = await fillRaw(connection, samples, persons, seed);
  });
  const project = readModels();
  const seeds = await seedStatements(project);
  const models = modelStatements(project);
  const bare: Project = { ...project, tests: [], singular: [], unitTests: [] };
  tell(`${models.length} models, ${project.tests.length} tests, ${laid} persons`);
  const timing = (chosen: Project, label: string) => timedBuild(folder, base, chosen, label, tell);
  const straight = (statements: readonly string[]) => timedSql(folder, base, statements);
  const alone = await runPairs(
    pairs,
    () => timing(bare, 'models'),
    () => straight([...seeds, ...models]),
  );
  tell(report('full build of the models, their contracts and the swap included', alone, 1.15));
  const tests = await testStatements(project);
  const whole = await runPairs(
    pairs,
    () => timing(project, 'models and tests'),
    () => straight([...seeds, ...models, ...tests]),
  );
  tell(report('the same with all tests, against their queries sent straight too', whole));
}

/** Many small models, against their compiled SQL: what the runner adds to each. */
async function smallModels(folder: string, { pairs, tell }: BenchOptions): Promise<void> {
  const root = mkdtempSync(join(folder, 'small-'));
  writeSmallModels(root, SMALL_MODELS);
  const base = join(root, 'received.duckdb');
  await withFile(base, async (connection) => {
    await connection.run('create schema raw');
    await connection.run('create table raw.small as select range as k, range % 7 as v from range(20)');
  });
  const project = readProject({ root, models: 'models' });
  const statements = [...schemaStatements(), ...modelStatements(project)];
  const measured = await runPairs(
    pairs,
    () => timedBuild(root, base, project, 'small models', tell),
    () => timedSql(root, base, statements),
  );
  tell(report(`${SMALL_MODELS} small models, with ${project.tests.length} tests`, measured));
  const each = (pair: Pair) => (pair.ours - pair.baseline) / SMALL_MODELS;
  tell(`  over raw SQL, per model: ${spreadText(spread(measured.map(each)), 1)} ms, target 15`);
}

let copies = 0;

/** A fresh copy of a database, so that each run begins from the same. */
function freshCopy(folder: string, base: string): string {
  copies += 1;
  const path = join(folder, `run-${copies}.duckdb`);
  copyFileSync(base, path);
  return path;
}

async function timedBuild(
  folder: string,
  base: string,
  project: Project,
  label: string,
  tell: (text: string) => void,
): Promise<number> {
  const path = freshCopy(folder, base);
  const spent = await timed(async () => {
    const warehouse = await openWarehouse({ path });
    try {
      const result = await build(project, warehouse, {
        dataFingerprint: 'bench',
        logger: { info: () => undefined },
        clock: () => new Date(),
      });
      for (const problem of result.problems) tell(`${label}: ${problem.message}`);
    } finally {
      await warehouse.close();
    }
  });
  rmSync(path);
  return spent;
}

async function timedSql(folder: string, base: string, statements: readonly string[]): Promise<number> {
  const path = freshCopy(folder, base);
  const spent = await timed(() => runSql(path, statements));
  rmSync(path);
  return spent;
}

async function withFile(
  path: string,
  work: (connection: Awaited<ReturnType<DuckDBInstance['connect']>>) => Promise<void>,
): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  try {
    const connection = await instance.connect();
    await work(connection);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

function modelsInOrder(project: Project): Model[] {
  const byId = new Map([...project.models.values()].map((model) => [model.id, model]));
  return project.graph.order.flatMap((id) => byId.get(id) ?? []);
}

function schemaStatements(): string[] {
  return [...LAYERS, SEED_SCHEMA].map((schema) => `create schema if not exists ${schema}`);
}

function modelStatements(project: Project): string[] {
  return modelsInOrder(project).map((model) => {
    const form = model.materialized === 'view' ? 'view' : 'table';
    return `create ${form} ${quoted(model)} as\n${model.compiled.sql}`;
  });
}

/** Code lists as one statement each: both sides must load them. */
async function seedStatements(project: Project): Promise<string[]> {
  const literal = (cell: string | null) => (cell === null ? 'null' : `'${cell.replaceAll("'", "''")}'`);
  const tables = [...project.seeds.values()].flatMap((seed) => {
    const columns = seed.header.map((name) => `"${name}" varchar`).join(', ');
    const rows = seed.rows.map(
      (row) => `(${seed.header.map((_, at) => literal(row[at] ?? null)).join(', ')})`,
    );
    const create = `create table ${quoted(seed)} (${columns})`;
    return rows.length === 0 ? [create] : [create, `insert into ${quoted(seed)} values ${rows.join(', ')}`];
  });
  return [...schemaStatements(), ...tables];
}

/** The query of each test, as its author would write it by hand: how many rows fail. */
async function testStatements(project: Project): Promise<string[]> {
  const warehouse = await openWarehouse({ path: ':memory:' });
  try {
    return project.tests.map((test) => {
      const place = { db: warehouse.knex, place: (relation: { schema: string; name: string }) => relation };
      const query = test.query({ ...place, today: '2025-01-01' });
      return `select count(*) from (${query.toQuery()}) as failure`;
    });
  } finally {
    await warehouse.close();
  }
}
