import type { Knex } from 'knex';
import type { TestStatus } from './data-test.ts';
import type { Row } from './dialect/result.ts';
import { type RelationName, relationId, SEED_SCHEMA } from './model.ts';
import type { InForce, StateInForce } from './plan-inputs.ts';
import type { Form } from './relation.ts';

const SCHEMA = 'meta';

/** One run, as `meta.build` keeps it. */
export interface BuildRecord {
  build: number;
  /** `done`: all of it is in force. `partial`: what passed is. `failed`: nothing of it is. */
  statut: 'done' | 'partial' | 'failed';
  /** All models, not a selection. */
  complet: boolean;
  empreinte: string;
  empreinte_donnees: string;
  /** Of the project's files as they stand (`unchanged.ts`); null when there is more to do. */
  empreinte_fichiers: string | null;
  /** The day on which tests that depend on the day were looked at; null when there are none. */
  jour: string | null;
  /** Number of models and seeds. */
  relations: number;
  debut: Date;
  fin: Date;
  modeles: number;
  tests: number;
  echecs: number;
}

/** A table or view that a run put in force, as `meta.build_model` keeps it; for each, the newest holds. */
export interface PlacedRecord extends InForce {
  schema: string;
  name: string;
}

/** One run of one test, as `meta.test_history` keeps it: passes too. */
export interface TestRecord {
  build: number;
  test: string;
  genre: string;
  statut: TestStatus;
  severite: 'error' | 'warn';
  echecs: number;
  /** What it asked and what it read: the same means that it need not run again. */
  empreinte: string;
  requete: string;
  fichier: string;
  ligne: number;
  le: Date;
}

/** The newest result of a test; `rows` are the first failing ones that were kept. */
export interface LastTest extends Omit<TestRecord, 'le' | 'empreinte'> {
  le: string;
  rows: Row[];
}

type Column = 'integer' | 'bigint' | 'text' | 'boolean' | 'timestamp';

const TABLES: Readonly<Record<string, Readonly<Record<string, Column>>>> = {
  build: {
    build: 'integer',
    statut: 'text',
    complet: 'boolean',
    empreinte: 'text',
    empreinte_donnees: 'text',
    empreinte_fichiers: 'text',
    jour: 'text',
    relations: 'integer',
    debut: 'timestamp',
    fin: 'timestamp',
    modeles: 'integer',
    tests: 'integer',
    echecs: 'integer',
  },
  build_model: {
    build: 'integer',
    modele: 'text',
    couche: 'text',
    nom: 'text',
    forme: 'text',
    empreinte: 'text',
    propre: 'text',
    contrat: 'text',
    version: 'text',
    amont: 'text',
    lignes: 'bigint',
    ms: 'integer',
  },
  test_history: {
    build: 'integer',
    test: 'text',
    genre: 'text',
    statut: 'text',
    severite: 'text',
    echecs: 'bigint',
    empreinte: 'text',
    requete: 'text',
    fichier: 'text',
    ligne: 'integer',
    le: 'timestamp',
  },
  test_failure: { build: 'integer', test: 'text', rang: 'integer', valeurs: 'text' },
};

/** Makes the ledger's tables, and the columns that an older one lacks. */
export async function ensureLedger(db: Knex): Promise<void> {
  const known = await ledgerColumns(db);
  if (Object.entries(TABLES).every(([table, columns]) => complete(known.get(table), columns))) return;
  await db.transaction(async (trx) => {
    await trx.schema.createSchemaIfNotExists(SCHEMA);
    for (const [table, columns] of Object.entries(TABLES)) {
      const has = known.get(table);
      if (complete(has, columns)) continue;
      const lacking = Object.entries(columns).filter(([name]) => !has?.has(name));
      if (!has) {
        await trx.schema.withSchema(SCHEMA).createTable(table, (builder) => {
          for (const [name, type] of lacking) addColumn(builder, name, type);
        });
        continue;
      }
      // The engine alters one column a statement.
      for (const [name, type] of lacking) {
        await trx.schema.withSchema(SCHEMA).alterTable(table, (builder) => addColumn(builder, name, type));
      }
      // An older ledger counted the rows of views too, and wanted a number for each.
      if (table === 'build_model') {
        await trx.schema.withSchema(SCHEMA).alterTable(table, (builder) => builder.setNullable('lignes'));
      }
    }
  });
}

function complete(has: ReadonlySet<string> | undefined, columns: object): boolean {
  return has !== undefined && Object.keys(columns).every((column) => has.has(column));
}

function addColumn(table: Knex.TableBuilder, name: string, type: Column): void {
  if (type === 'timestamp') table.timestamp(name, { useTz: false });
  else if (type === 'bigint') table.bigInteger(name);
  else table[type](name);
}

async function ledgerColumns(db: Knex): Promise<Map<string, Set<string>>> {
  const rows: { table_name: string; column_name: string }[] = await db('columns')
    .withSchema('information_schema')
    .where('table_schema', SCHEMA)
    .whereIn('table_name', Object.keys(TABLES))
    .select('table_name', 'column_name');
  const found = new Map<string, Set<string>>();
  for (const { table_name, column_name } of rows) {
    found.set(table_name, (found.get(table_name) ?? new Set()).add(column_name));
  }
  return found;
}

async function hasLedger(db: Knex): Promise<boolean> {
  const known = await ledgerColumns(db);
  return Object.entries(TABLES).every(([table, columns]) => complete(known.get(table), columns));
}

/** What stands: of all that builds put in force, what is still there. */
export async function stateInForce(db: Knex, existing: ReadonlyMap<string, Form>): Promise<StateInForce> {
  const rows = await newestPlaced(db);
  const state = new Map<string, InForce>();
  for (const row of rows) {
    const form = existing.get(row.id);
    if (form !== undefined && form === row.form) state.set(row.id, row);
  }
  return state;
}

/** The newest record of each relation ever put in force; empty on a warehouse that no build has touched. */
async function newestPlaced(db: Knex): Promise<PlacedRecord[]> {
  if (!(await hasLedger(db))) return [];
  const newest = db('build_model')
    .withSchema(SCHEMA)
    .select('modele')
    .max({ build: 'build' })
    .groupBy('modele');
  const rows: Row[] = await db('build_model as placed')
    .withSchema(SCHEMA)
    .innerJoin(newest.as('newest'), (on) =>
      on.on('placed.modele', 'newest.modele').andOn('placed.build', 'newest.build'),
    )
    .whereNotNull('placed.version')
    .orderBy([{ column: 'placed.modele', nulls: 'last' }])
    .select('placed.*');
  return rows.map(placedOf);
}

/** Every record of what was ever put in force: what a table was built over stands here. */
export async function everyPlaced(db: Knex): Promise<PlacedRecord[]> {
  if (!(await hasLedger(db))) return [];
  const rows: Row[] = await db('build_model')
    .withSchema(SCHEMA)
    .whereNotNull('version')
    .orderBy([{ column: 'build', nulls: 'last' }]);
  return rows.map(placedOf);
}

function placedOf(row: Row): PlacedRecord {
  return {
    id: String(row.modele),
    schema: String(row.couche),
    name: String(row.nom),
    build: Number(row.build),
    form: row.forme === 'view' ? 'view' : 'table',
    definition: String(row.empreinte),
    own: String(row.propre),
    contract: String(row.contrat),
    version: String(row.version),
    reads: JSON.parse(String(row.amont)) as Record<string, string>,
    rows: row.lignes === null || row.lignes === undefined ? null : Number(row.lignes),
    ms: Number(row.ms),
  };
}

/** From which build each of these relations comes; those that no build put in force are left out. */
export async function buildsInForce(
  db: Knex,
  relations: readonly RelationName[],
): Promise<Map<string, number>> {
  const wanted = new Set(relations.map(relationId));
  const placed = await newestPlaced(db);
  return new Map(placed.filter(({ id }) => wanted.has(id)).map(({ id, build }) => [id, build]));
}

/** The fingerprint of the SQL of each relation that builds put in force, by id. */
export async function definitionsInForce(db: Knex): Promise<Record<string, string>> {
  const placed = await newestPlaced(db);
  const models = placed.filter(({ schema }) => schema !== SEED_SCHEMA);
  return Object.fromEntries(models.map(({ id, definition }) => [id, definition]));
}

/** Every table and view that runs kept so far have made; some may be gone since. */
export async function relationsEverBuilt(db: Knex): Promise<{ schema: string; name: string }[]> {
  return db('build_model')
    .withSchema(SCHEMA)
    .distinct({ schema: 'couche', name: 'nom' })
    .orderBy([
      { column: 'couche', nulls: 'last' },
      { column: 'nom', nulls: 'last' },
    ]);
}

/** The numbers of the last run and of the last one that left something in force; 0 when there is none. */
export async function lastNumbers(db: Knex): Promise<{ last: number; inForce: number }> {
  const kept = db.raw("max(build) filter (where statut <> 'failed')");
  const rows: Row[] = await db('build').withSchema(SCHEMA).max({ last: 'build' }).select({ kept });
  return { last: Number(rows[0]?.last ?? 0), inForce: Number(rows[0]?.kept ?? 0) };
}

/** Notes on the last run that nothing was left to do: the next one finds it at once. */
export async function recordIdle(db: Knex, build: number, noted: Partial<BuildRecord>): Promise<void> {
  await db('build').withSchema(SCHEMA).where({ build }).update(noted);
}

/** The print and status of each test's newest run, by test id. */
export async function testState(db: Knex): Promise<Map<string, { print: string; status: TestStatus }>> {
  const rows: { test: string; empreinte: string; statut: TestStatus }[] = await newestTests(db).select(
    'history.test',
    'history.empreinte',
    'history.statut',
  );
  return new Map(rows.map(({ test, empreinte, statut }) => [test, { print: empreinte, status: statut }]));
}

/**
 * The newest result of each test that any build ran, passes included, failing ones with the rows that were
 * kept; by test id. Reads only; empty on a warehouse that no build has touched.
 */
export async function lastTests(db: Knex): Promise<LastTest[]> {
  if (!(await hasLedger(db))) return [];
  const rows: Row[] = await newestTests(db)
    .select('history.*')
    .orderBy([{ column: 'history.test', nulls: 'last' }]);
  const failures: Row[] = await db('test_failure')
    .withSchema(SCHEMA)
    .orderBy([{ column: 'rang', nulls: 'last' }]);
  return rows.map((row) => ({
    build: Number(row.build),
    test: String(row.test),
    genre: String(row.genre),
    statut: row.statut as TestStatus,
    severite: row.severite === 'warn' ? 'warn' : 'error',
    echecs: Number(row.echecs),
    requete: String(row.requete),
    fichier: String(row.fichier),
    ligne: Number(row.ligne),
    le: String(row.le),
    rows: failures
      .filter((failure) => failure.test === row.test && failure.build === row.build)
      .map((failure) => JSON.parse(String(failure.valeurs)) as Row),
  }));
}

function newestTests(db: Knex): Knex.QueryBuilder {
  const newest = db('test_history').withSchema(SCHEMA).select('test').max({ build: 'build' }).groupBy('test');
  return db('test_history as history')
    .withSchema(SCHEMA)
    .innerJoin(newest.as('newest'), (on) =>
      on.on('history.test', 'newest.test').andOn('history.build', 'newest.build'),
    );
}

export interface RunRecord {
  build: BuildRecord;
  placed: readonly PlacedRecord[];
  tests: readonly TestRecord[];
  /** Failing rows to keep, by test id; those of an earlier run of the same tests go. */
  failures: ReadonlyMap<string, readonly Row[]>;
}

/** Writes a run into the ledger. */
export async function recordRun(trx: Knex, run: RunRecord): Promise<void> {
  const { build } = run.build;
  await trx('build').withSchema(SCHEMA).insert(run.build);
  await insertAll(
    trx,
    'build_model',
    run.placed.map((placed) => placedRow(build, placed)),
  );
  await insertAll(trx, 'test_history', run.tests);
  const ran = run.tests.map(({ test }) => test);
  for (const some of chunks(ran)) await trx('test_failure').withSchema(SCHEMA).whereIn('test', some).delete();
  const kept = [...run.failures].flatMap(([test, rows]) =>
    rows.map((row, rang) => ({ build, test, rang: rang + 1, valeurs: JSON.stringify(row) })),
  );
  await insertAll(trx, 'test_failure', kept);
}

/** The view of this record is a table from now on: it keeps the rows that it had. */
export async function recordFrozen(trx: Knex, { id, build }: InForce): Promise<void> {
  await trx('build_model').withSchema(SCHEMA).where({ modele: id, build }).update({ forme: 'table' });
}

function placedRow(build: number, placed: PlacedRecord): Record<string, string | number | null> {
  return {
    build,
    modele: placed.id,
    couche: placed.schema,
    nom: placed.name,
    forme: placed.form,
    empreinte: placed.definition,
    propre: placed.own,
    contrat: placed.contract,
    version: placed.version,
    amont: JSON.stringify(placed.reads),
    lignes: placed.rows,
    ms: Math.round(placed.ms),
  };
}

/** The bindings of one statement stay few enough for any engine. */
const ROWS = 500;

async function insertAll(trx: Knex, table: string, rows: readonly object[]): Promise<void> {
  for (const some of chunks(rows)) await trx(table).withSchema(SCHEMA).insert(some);
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / ROWS) }, (_, at) =>
    items.slice(at * ROWS, (at + 1) * ROWS),
  );
}
