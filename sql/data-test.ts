import type { Knex } from 'knex';
import * as z from 'zod';
import { SqlError } from './error.ts';
import type { Relation, SingularTest, SqlFile } from './model.ts';
import { suggestion } from './nearest.ts';
import { PLAIN_VERDICT, type StatedTest, type Threshold, type Verdict } from './properties.ts';
import { KINDS, type Place, type Prepared, sameRows, type TestContext } from './test-kind.ts';

/** A test ready to run: a query whose rows are failures. */
export interface DataTest extends Verdict {
  /** `core.personne.sexe.accepted_values`, or the name its author gave. */
  id: string;
  kind: string;
  /** The relation it stands under; undefined for a SQL file of `tests/`. */
  relation: string | undefined;
  /** Ids of all relations it reads. */
  reads: string[];
  fichier: string;
  ligne: number;
  /** The SQL file it comes from, if it does: where an error of the engine points. */
  origin?: SqlFile;
  /** What its print is made of: the same means that it asks the same. */
  definition: unknown;
  /** Its result depends on the day it runs on. */
  timed: boolean;
  query(context: TestContext): Knex.QueryBuilder;
  /** What is true of a failing row, when a row alone tells. */
  predicate?(db: Knex): Knex.Raw;
}

/** Finds what `ref('x')`, `seed('x')`, `source('a', 'b')` or a bare name means. */
export type Resolve = (text: string, stated: StatedTest) => Relation;

/** Makes a stated test ready. @throws {SqlError} `test`: no such kind, wrong place, wrong arguments. */
export function prepareTest(
  stated: StatedTest,
  relation: Relation,
  column: string | undefined,
  resolve: Resolve,
): DataTest {
  const where: Where = { relation, column, stated };
  const place: Place = {
    ...where,
    resolve: (text) => resolve(text, stated),
    args: (shape) => readArgs(where, shape),
  };
  const kind = Object.hasOwn(KINDS, stated.kind) ? KINDS[stated.kind] : undefined;
  if (!kind)
    throw refuse(where, `There is no test "${stated.kind}".`, suggestion(stated.kind, Object.keys(KINDS)));
  if (kind.on !== 'both' && (kind.on === 'column') !== (column !== undefined)) {
    throw refuse(where, `"${stated.kind}" stands under a ${kind.on}.`, 'Move it there.');
  }
  const prepared = prepare(() => kind.prepare(place), where);
  const parts = [relation.id, ...(column === undefined ? [] : [column]), stated.name ?? stated.kind];
  const { kind: name, args, where: narrowed, severity, errorIf, warnIf, expected } = stated;
  return {
    id: parts.join('.'),
    kind: name,
    relation: relation.id,
    ...{ severity, errorIf, warnIf, expected },
    reads: [...new Set(prepared.reads.map((read) => read.id))],
    fichier: stated.fichier,
    ligne: stated.ligne,
    definition: [name, args, narrowed ?? null, severity, errorIf, warnIf, expected ?? null],
    timed: (prepared.timed ?? false) || expected !== undefined,
    query: prepared.query,
    ...(prepared.predicate ? { predicate: prepared.predicate } : {}),
  };
}

function prepare(work: () => Prepared, where: Where): Prepared {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw refuse(where, cause.message, 'Mend the arguments.');
  }
}

/** A model's grain, as a test: no two rows alike in these columns, nulls being alike. */
export function grainTest(relation: Relation, grain: readonly string[]): DataTest {
  return {
    id: `${relation.id}.grain`,
    kind: 'grain',
    relation: relation.id,
    ...PLAIN_VERDICT,
    reads: [relation.id],
    fichier: relation.fichier,
    ligne: relation.ligne ?? 1,
    definition: ['grain', grain],
    timed: false,
    query: (context) => sameRows(context, relation, grain),
  };
}

/** A SQL file of `tests/`, as a test. */
export function singularTest(test: SingularTest): DataTest {
  const { severity, errorIf, warnIf, expected } = test;
  return {
    id: `tests.${test.name}`,
    kind: 'sql',
    relation: undefined,
    ...{ severity, errorIf, warnIf, expected },
    reads: test.reads,
    fichier: test.template.file,
    ligne: 1,
    origin: test,
    definition: ['sql', test.compiled.sql, severity, errorIf, warnIf, expected ?? null],
    timed: expected !== undefined,
    query: ({ db, place }) => {
      const rendered = test.render({
        relation: (id) => {
          const [schema = '', name = ''] = id.split('.');
          const there = place({ id, schema, name });
          return there.name === name ? undefined : `"${there.schema}"."${there.name}"`;
        },
      });
      return db.from(db.raw(`(\n${rendered.sql}\n) as failure`)).select('*');
    },
  };
}

export type TestStatus = 'pass' | 'warn' | 'fail' | 'expected';

/** What a number of failing rows means for this test, on this day. */
export function statusOf(test: Verdict, failures: number, today: string): TestStatus {
  const broken = test.severity === 'error' && reached(test.errorIf, failures);
  if (broken && test.expected && today <= test.expected.until) return 'expected';
  if (broken) return 'fail';
  return reached(test.warnIf, failures) ? 'warn' : 'pass';
}

function reached({ operator, rows }: Threshold, failures: number): boolean {
  switch (operator) {
    case '>':
      return failures > rows;
    case '>=':
      return failures >= rows;
    case '<':
      return failures < rows;
    case '<=':
      return failures <= rows;
    case '=':
      return failures === rows;
    case '!=':
      return failures !== rows;
  }
}

interface Where {
  relation: Relation;
  column: string | undefined;
  stated: StatedTest;
}

function readArgs<T>(where: Where, shape: z.ZodType<T>): T {
  const { stated } = where;
  const parsed = shape.safeParse(stated.args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (key !== undefined) {
    const known = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
    const all = [...known, 'severity', 'where', 'name', 'error_if', 'warn_if', 'expected'];
    throw refuse(where, `"${stated.kind}" has no argument "${key}".`, suggestion(key, all));
  }
  const at = issue?.path.join('.') ?? '';
  throw refuse(where, `"${stated.kind}": ${at} ${issue?.message ?? 'invalid'}.`, 'Mend the argument.');
}

function refuse({ relation, column, stated }: Where, message: string, remede: string): SqlError {
  const what = column === undefined ? relation.id : `${relation.id}.${column}`;
  return new SqlError('test', `${stated.fichier}:${stated.ligne}: ${what}: ${message}`, {
    fichier: stated.fichier,
    ligne: stated.ligne,
    regle: stated.kind,
    remede,
  });
}
