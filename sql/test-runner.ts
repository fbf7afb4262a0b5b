import type { Knex } from 'knex';
import { type DataTest, statusOf, type TestStatus } from './data-test.ts';
import type { Row } from './dialect/result.ts';
import { SqlError } from './error.ts';
import type { RelationName } from './model.ts';
import { inFile, nameOf } from './relation.ts';
import type { TestContext } from './test-kind.ts';

export interface TestResult {
  id: string;
  kind: string;
  /** `expected`: it fails, and its YAML says why that is let pass for now. */
  status: TestStatus;
  severity: 'error' | 'warn';
  /** Number of rows that break the rule. */
  failures: number;
  /** The first ten of them. */
  rows: Row[];
  /** The query that gives them all, over what stands when the build is over. */
  sql: string;
  fichier: string;
  ligne: number;
}

/** Failing rows shown, and kept in `meta.test_failure`. */
const SHOWN_ROWS = 10;
export const KEPT_ROWS = 100;

/** Runs tests over what a build has made so far. */
export class TestRunner {
  readonly #context: TestContext;
  readonly results: TestResult[] = [];
  /** Failing rows to keep, by test id. */
  readonly failures = new Map<string, Row[]>();

  constructor(db: Knex, place: TestContext['place'], today: string) {
    this.#context = { db, place, today };
  }

  /**
   * Runs tests, those that one row can tell of one table in one query, and answers what went wrong: each
   * failing test, or the error that its SQL gave.
   */
  async run(tests: readonly DataTest[]): Promise<{ test: DataTest; error: SqlError }[]> {
    const counts = await this.#countTogether(tests);
    const broken: { test: DataTest; error: SqlError }[] = [];
    for (const test of tests) {
      const error = await this.#runOne(test, counts.get(test));
      if (error) broken.push({ test, error });
    }
    return broken;
  }

  /** One pass over each table; tests that cannot be counted so are left out. */
  async #countTogether(tests: readonly DataTest[]): Promise<Map<DataTest, number>> {
    const together = new Map<string, DataTest[]>();
    for (const test of tests) {
      if (!test.predicate || test.relation === undefined) continue;
      const others = together.get(test.relation);
      if (others) others.push(test);
      else together.set(test.relation, [test]);
    }
    const counts = new Map<DataTest, number>();
    for (const [relation, group] of together) {
      const row = await this.#countRows(relation, group);
      group.forEach((test, index) => {
        const count = row?.[`t${index}`];
        if (count !== undefined) counts.set(test, Number(count));
      });
    }
    return counts;
  }

  async #countRows(relation: string, tests: readonly DataTest[]): Promise<Row | undefined> {
    const { db, place } = this.#context;
    const { schema, name } = place({ id: relation, ...nameOf(relation) });
    const counts = tests.flatMap((test, index) => {
      const condition = test.predicate?.(db);
      return condition ? [db.raw('count(*) filter (where ?) as ??', [condition, `t${index}`])] : [];
    });
    try {
      const [row]: Row[] = await db(name).withSchema(schema).select(counts);
      return row;
    } catch (cause) {
      // One of them cannot be run: each is run by itself, and says so.
      if (cause instanceof SqlError) return undefined;
      throw cause;
    }
  }

  async #runOne(test: DataTest, counted: number | undefined): Promise<SqlError | undefined> {
    const query = test.query(this.#context);
    const { id, kind, severity, fichier, ligne } = test;
    const result: TestResult = {
      ...{ id, kind, status: 'pass', severity, failures: counted ?? 0, rows: [], fichier, ligne },
      sql: query.toQuery(),
    };
    this.results.push(result);
    try {
      if (counted !== 0) await this.#fetch(test, query, result, counted);
    } catch (cause) {
      result.status = 'fail';
      return testError(test, cause);
    }
    result.status = statusOf(test, result.failures, this.#context.today);
    return result.status === 'fail' ? failed(test, result, this.#context.today) : undefined;
  }

  async #fetch(
    test: DataTest,
    query: Knex.QueryBuilder,
    result: TestResult,
    counted: number | undefined,
  ): Promise<void> {
    const rows: Row[] = await query.clone().limit(KEPT_ROWS);
    result.rows = rows.slice(0, SHOWN_ROWS);
    result.failures = counted ?? rows.length;
    if (rows.length > 0) this.failures.set(test.id, rows);
    if (counted !== undefined || rows.length < KEPT_ROWS) return;
    const { db } = this.#context;
    const row = await db.count({ n: '*' }).from(query.clone().as('failure')).first();
    result.failures = Number(row?.n ?? 0);
  }

  /** Tells of a unit test as of any other. */
  add(result: TestResult, rows: readonly Row[]): void {
    this.results.push({ ...result, rows: rows.slice(0, SHOWN_ROWS) });
    if (rows.length > 0) this.failures.set(result.id, rows.slice(0, KEPT_ROWS));
  }

  /** Names each query's tables as they stand once the build is over. */
  finish(
    tests: ReadonlyMap<string, DataTest>,
    place: (relation: { id: string } & RelationName) => RelationName,
  ): void {
    for (const result of this.results) {
      const test = tests.get(result.id);
      if (test) result.sql = test.query({ ...this.#context, place }).toQuery();
    }
  }
}

function failed(test: DataTest, result: TestResult, today: string): SqlError {
  const { fichier, ligne, expected } = test;
  const late =
    expected && today > expected.until ? ` It was let fail until ${expected.until}: ${expected.reason}` : '';
  return new SqlError(
    'test_failed',
    `${fichier}:${ligne}: ${test.id}: ${result.failures} row(s) fail.${late}`,
    { fichier, ligne, regle: test.kind, remede: `Look at the rows: ${result.sql}` },
  );
}

function testError(test: DataTest, cause: unknown): SqlError {
  const found = test.origin ? inFile(test.origin, cause) : cause;
  if (!(found instanceof SqlError)) throw found;
  if (found.code !== 'sql') return found;
  return new SqlError('test_sql', `${test.fichier}:${test.ligne}: ${test.id}: ${found.message}`, {
    ...found.details,
    fichier: test.fichier,
    ligne: test.ligne,
    regle: test.kind,
    cause: found,
  });
}
