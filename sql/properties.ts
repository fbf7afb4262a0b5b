import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';
import { SqlError } from './error.ts';
import { suggestion } from './nearest.ts';
import { excerpt } from './position.ts';

/** A failure that is known: told, but no failure of the build, up to a day. */
export interface ExpectedFailure {
  reason: string;
  /** The last day on which it is let pass, `2025-06-30`. */
  until: string;
}

/** How many failing rows make a failure or a warning: `> 10`. */
export interface Threshold {
  operator: '>' | '>=' | '<' | '<=' | '=' | '!=';
  rows: number;
}

/** What a test's failing rows mean. */
export interface Verdict {
  severity: 'error' | 'warn';
  errorIf: Threshold;
  warnIf: Threshold;
  expected: ExpectedFailure | undefined;
}

/** A test as a YAML file states it; its arguments are checked by the kind of test. */
export interface StatedTest extends Verdict {
  kind: string;
  args: Record<string, unknown>;
  /** SQL that narrows the rows looked at. */
  where: string | undefined;
  name: string | undefined;
  fichier: string;
  ligne: number;
}

export interface StatedColumn {
  name: string;
  description: string | undefined;
  type: string | undefined;
  /** Whether it may be null; undefined when the YAML does not say. */
  nullable: boolean | undefined;
  tests: StatedTest[];
  ligne: number;
}

export interface StatedRelation {
  name: string;
  description: string | undefined;
  columns: StatedColumn[];
  tests: StatedTest[];
  fichier: string;
  ligne: number;
}

export interface StatedModel extends StatedRelation {
  materialized: Materialization | undefined;
  grain: string[];
  uniqueKey: string[];
  tags: string[];
}

/** `incremental`: a table to which a build adds new rows, by key. */
export type Materialization = 'view' | 'table' | 'incremental';

export type Cell = string | number | boolean | null;
export type Cells = Readonly<Record<string, Cell>>;

/** Rows in, rows out: a model's SQL held against an example. */
export interface StatedUnitTest {
  name: string;
  model: string;
  /** Looks at this CTE of the model instead of its result. */
  cte: string | undefined;
  /** What the model reads: `ref('x')`, its rows, columns left out being null. What is not given is empty. */
  given: { input: string; rows: Cells[] }[];
  /** The rows wanted, in any order; columns left out are not compared. */
  expect: Cells[];
  fichier: string;
  ligne: number;
}

export interface StatedSource {
  name: string;
  schema: string;
  tables: StatedRelation[];
}

export interface StatedSingular extends Verdict {
  name: string;
  description: string | undefined;
  fichier: string;
  ligne: number;
}

/** What the YAML file of a folder says. */
export interface Properties {
  models: StatedModel[];
  sources: StatedSource[];
  seeds: StatedRelation[];
  /** Of singular tests: the SQL files of `models/tests/`. */
  tests: StatedSingular[];
  unitTests: StatedUnitTest[];
}

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/, 'a name is lower case letters, digits and _');
const text = z.string().trim().min(1, 'is empty');
const severity = z.enum(['error', 'warn']).default('error');
const threshold = z
  .string()
  .regex(/^(?:>=?|<=?|!?=)\s*\d+$/, 'is no threshold: write "> 10"')
  .transform((written): Threshold => {
    const [, operator, rows] = /^([<>!=]+)\s*(\d+)$/.exec(written) ?? [];
    return { operator: operator as Threshold['operator'], rows: Number(rows) };
  });
const verdict = {
  severity,
  error_if: threshold.default({ operator: '>', rows: 0 }),
  warn_if: threshold.default({ operator: '>', rows: 0 }),
  expected: z.strictObject({ reason: text, until: z.iso.date() }).optional(),
};
const column = z.strictObject({
  name,
  description: text.optional(),
  type: text.optional(),
  nullable: z.boolean().optional(),
  tests: z.array(z.unknown()).default([]),
});
const relation = z.strictObject({
  name,
  description: text.optional(),
  columns: z.array(column).default([]),
  tests: z.array(z.unknown()).default([]),
});
const model = relation.extend({
  materialized: z.enum(['view', 'table', 'incremental']).optional(),
  grain: z.array(name).default([]),
  unique_key: z.array(name).default([]),
  tags: z.array(name).default([]),
});
const source = z.strictObject({ name, schema: name.optional(), tables: z.array(relation) });
const singular = z.strictObject({ name, description: text.optional(), ...verdict });
const cells = z.array(z.record(name, z.union([z.string(), z.number(), z.boolean(), z.null()])));
const input = z.strictObject({ input: text, rows: cells });
const unitTest = z.strictObject({
  name,
  model: name,
  cte: name.optional(),
  given: z.array(input).default([]),
  expect: cells,
});
const file = z.strictObject({
  models: z.array(model).default([]),
  sources: z.array(source).default([]),
  seeds: z.array(relation).default([]),
  tests: z.array(singular).default([]),
  unit_tests: z.array(unitTest).default([]),
});
const testSettings = z.looseObject({ ...verdict, where: text.optional(), name: name.optional() });

/** The keys that may stand under each list, to name the one that was meant. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  models: Object.keys(model.shape),
  sources: Object.keys(source.shape),
  tables: Object.keys(relation.shape),
  seeds: Object.keys(relation.shape),
  columns: Object.keys(column.shape),
  tests: Object.keys(singular.shape),
  unit_tests: Object.keys(unitTest.shape),
  given: Object.keys(input.shape),
  expected: ['reason', 'until'],
};

type Path = readonly PropertyKey[];

/**
 * Reads the YAML that stands beside SQL files.
 * @throws {SqlError} `yaml`: text that is no YAML, a misspelt key (with the one meant), a wrong value; always
 * with the file and the line.
 */
export function readProperties(fichier: string, source: string): Properties {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const refuse = (ligne: number, message: string, remede: string): SqlError =>
    new SqlError('yaml', `${fichier}:${ligne}: ${message}\n${excerpt(source, ligne, undefined)}`, {
      fichier,
      ligne,
      remede,
    });
  const [broken] = document.errors;
  if (broken) {
    throw refuse(lines.linePos(broken.pos[0]).line, broken.message.split('\n', 1)[0] ?? '', 'Mend the YAML.');
  }
  const lineOf = (path: Path): number => {
    const range = rangeOf(document.contents, path);
    return range === undefined ? 1 : lines.linePos(range).line;
  };
  const parsed = file.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (issue?.code === 'unrecognized_keys') {
      const [key = ''] = issue.keys;
      const level = issue.path.findLast((part) => typeof part === 'string');
      const known = (level === undefined ? undefined : KEYS[level]) ?? Object.keys(file.shape);
      throw refuse(lineOf([...issue.path, key]), `Unknown key "${key}".`, suggestion(key, known));
    }
    const path = issue?.path ?? [];
    throw refuse(lineOf(path), `${path.join('.')}: ${issue?.message ?? 'invalid'}`, 'Mend the value.');
  }
  return assemble(fichier, parsed.data, lineOf, refuse);
}

type Parsed = z.infer<typeof file>;
type ParsedRelation = Parsed['seeds'][number];
type Refuse = (ligne: number, message: string, remede: string) => SqlError;

function assemble(
  fichier: string,
  parsed: Parsed,
  lineOf: (path: Path) => number,
  refuse: Refuse,
): Properties {
  const stateTests = (tests: unknown[], path: Path): StatedTest[] =>
    tests.map((test, index) => stateTest(test, fichier, lineOf([...path, index]), refuse));
  const stateRelation = (stated: ParsedRelation, path: Path): StatedRelation => ({
    name: stated.name,
    description: stated.description,
    fichier,
    ligne: lineOf(path),
    columns: stated.columns.map((one, index) => ({
      name: one.name,
      description: one.description,
      type: one.type,
      nullable: one.nullable,
      ligne: lineOf([...path, 'columns', index]),
      tests: stateTests(one.tests, [...path, 'columns', index, 'tests']),
    })),
    tests: stateTests(stated.tests, [...path, 'tests']),
  });
  return {
    models: parsed.models.map((stated, index) => ({
      ...stateRelation(stated, ['models', index]),
      materialized: stated.materialized,
      grain: stated.grain,
      uniqueKey: stated.unique_key,
      tags: stated.tags,
    })),
    sources: parsed.sources.map((stated, index) => ({
      name: stated.name,
      schema: stated.schema ?? stated.name,
      tables: stated.tables.map((table, at) => stateRelation(table, ['sources', index, 'tables', at])),
    })),
    seeds: parsed.seeds.map((seed, index) => stateRelation(seed, ['seeds', index])),
    tests: parsed.tests.map((test, index) => ({
      name: test.name,
      description: test.description,
      ...verdictOf(test),
      fichier,
      ligne: lineOf(['tests', index]),
    })),
    unitTests: parsed.unit_tests.map((test, index) => ({
      name: test.name,
      model: test.model,
      cte: test.cte,
      given: test.given,
      expect: test.expect,
      fichier,
      ligne: lineOf(['unit_tests', index]),
    })),
  };
}

const ANY_ROW: Threshold = { operator: '>', rows: 0 };

/** What a test means that states nothing. */
export const PLAIN_VERDICT: Verdict = {
  severity: 'error',
  errorIf: ANY_ROW,
  warnIf: ANY_ROW,
  expected: undefined,
};

interface ParsedVerdict {
  severity: 'error' | 'warn';
  error_if: Threshold;
  warn_if: Threshold;
  expected?: ExpectedFailure | undefined;
}

function verdictOf({ severity: level, error_if, warn_if, expected }: ParsedVerdict): Verdict {
  return { severity: level, errorIf: error_if, warnIf: warn_if, expected };
}

/** `not_null`, or `accepted_values: { values: […], severity: warn }`. */
function stateTest(stated: unknown, fichier: string, ligne: number, refuse: Refuse): StatedTest {
  const form = 'Write "- not_null", or "- accepted_values: { values: [a, b] }".';
  if (typeof stated === 'string') {
    return { kind: stated, args: {}, ...PLAIN_VERDICT, where: undefined, name: undefined, fichier, ligne };
  }
  const entries = typeof stated === 'object' && stated !== null ? Object.entries(stated) : [];
  const [entry] = entries;
  if (!entry || entries.length !== 1) throw refuse(ligne, 'A test is one name.', form);
  const settings = testSettings.safeParse(entry[1] ?? {});
  if (!settings.success) {
    const [issue] = settings.error.issues;
    const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : undefined;
    if (unknown !== undefined) {
      throw refuse(ligne, `Unknown key "${unknown}".`, suggestion(unknown, KEYS.expected ?? []));
    }
    throw refuse(ligne, `${entry[0]}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'invalid'}`, form);
  }
  const { severity: level, error_if, warn_if, expected, where, name: given, ...args } = settings.data;
  const said = verdictOf({ severity: level, error_if, warn_if, expected });
  return { kind: entry[0], args, ...said, where, name: given, fichier, ligne };
}

/** Offset of the node at a path, or of the nearest node above it; of the key itself when the path ends on one. */
function rangeOf(root: unknown, path: Path): number | undefined {
  let node: unknown = root;
  let range = isNode(node) ? node.range?.[0] : undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (!isPair(pair)) return range;
      range = isNode(pair.key) ? (pair.key.range?.[0] ?? range) : range;
      node = pair.value;
    } else if (isNode(node) && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(part)];
      range = isNode(node) ? (node.range?.[0] ?? range) : range;
    } else return range;
  }
  return range;
}
