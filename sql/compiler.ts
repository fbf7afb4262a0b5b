import { codeOnly } from './dialect/segments.ts';
import type { Macro } from './macros.ts';
import {
  type Layer,
  type Model,
  quoted,
  READS,
  type Relation,
  type Rendering,
  type SqlFile,
} from './model.ts';
import { suggestion } from './nearest.ts';
import {
  type Argument,
  type Call,
  errorAt,
  type RenderedSql,
  renderTemplate,
  type Template,
} from './template.ts';

/** All that a call can mean. */
export interface Names {
  models: ReadonlyMap<string, Relation>;
  seeds: ReadonlyMap<string, Relation>;
  /** By `source.table`. */
  sources: ReadonlyMap<string, Relation>;
  vars: Readonly<Record<string, Argument>>;
  macros: Readonly<Record<string, Macro>>;
}

export type Compiled = Omit<SqlFile, 'template'>;

/**
 * Replaces a file's calls. A model may read only what its layer may; a test (no layer) anything.
 * @throws {SqlError} with file, line and the line itself: `reference`, `layer`, `template`, `macro`.
 */
export function compile(template: Template, names: Names, model: Model | undefined): Compiled {
  const expansions = new Map<Call, Expansion>();
  const reads = new Set<string>();
  for (const call of template.calls) {
    const relation = findRelation(template, call, names);
    if (relation) {
      if (model) checkLayer(template, call, model.layer, relation);
      reads.add(relation.id);
      expansions.set(call, relation);
    } else if (call.name === 'since') expansions.set(call, sinceOf(template, call, model));
    else expansions.set(call, expansionOf(template, call, names));
  }
  const render = (rendering: Rendering): RenderedSql => {
    const rendered = renderTemplate(template, (call) =>
      expand(template, call, expansions.get(call), rendering),
    );
    return { ...rendered, sql: oneStatement(template, rendered.sql) };
  };
  return { compiled: render({}), render, reads: [...reads].sort() };
}

/** What a call becomes: text, a relation, or the condition that keeps new rows alone. */
type Expansion = string | Relation | { since: string };

function expand(
  template: Template,
  call: Call,
  expansion: Expansion | undefined,
  rendering: Rendering,
): string {
  if (expansion === undefined || typeof expansion === 'string') return expansion ?? '';
  if ('since' in expansion) return rendering.incremental ? expansion.since : 'true';
  const other = rendering.relation?.(expansion.id);
  if (other === undefined) return quoted(expansion);
  const alias = `"${expansion.name}"`;
  const rest = template.source.slice(call.end).replace(BLANK, '');
  if (rest.startsWith('.')) return alias;
  return ALIAS.test(rest) ? other : `${other} as ${alias}`;
}

const BLANK = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
/** A name after a table is its alias, unless it begins the next clause. */
const ALIAS =
  /^(?:as\b|"|(?!(?:where|join|inner|left|right|full|cross|natural|positional|asof|semi|anti|on|using|group|order|having|limit|offset|union|intersect|except|qualify|window|tablesample|fetch|for)\b)[a-z_])/i;

/** `{{ since('charge_le') }}`: rows from the greatest value in the table in force on; every row in a full build. */
function sinceOf(template: Template, call: Call, model: Model | undefined): Expansion {
  const [column, value = column] = call.args;
  if (typeof column !== 'string' || typeof value !== 'string' || call.args.length > 2) {
    const remede = "Write {{ since('column of this model') }}, or {{ since('column', 'expression') }}.";
    throw errorAt(template, call.start, 'template', '"since" takes a column, and an expression.', remede);
  }
  if (model?.materialized !== 'incremental') {
    const remede = 'State materialized: incremental and a unique_key, or take the call away.';
    throw errorAt(template, call.start, 'template', '"since" stands in incremental models alone.', remede);
  }
  const last = `select max("${column}") from ${quoted(model)}`;
  return { since: `coalesce(${value} >= (${last}), true)` };
}

/** What `ref`, `source` and `seed` name; undefined for any other call. */
export function findRelation(template: Template, call: Call, names: Names): Relation | undefined {
  const lookup = lookupOf(call.name, names);
  if (!lookup) return undefined;
  const { known, count } = lookup;
  if (call.args.length !== count || call.args.some((arg) => typeof arg !== 'string')) {
    const form = call.name === 'source' ? "source('schema', 'table')" : `${call.name}('name')`;
    throw errorAt(
      template,
      call.start,
      'template',
      `"${call.name}" takes ${count} name(s).`,
      `Write ${form}.`,
    );
  }
  const key = call.args.join('.');
  const relation = known.get(key);
  if (relation) return relation;
  const remede = suggestion(key, known.keys());
  throw errorAt(template, call.start, 'reference', `There is no ${call.name} "${key}".`, remede);
}

function lookupOf(
  name: string,
  names: Names,
): { known: ReadonlyMap<string, Relation>; count: number } | undefined {
  switch (name) {
    case 'ref':
      return { known: names.models, count: 1 };
    case 'seed':
      return { known: names.seeds, count: 1 };
    case 'source':
      return { known: names.sources, count: 2 };
    default:
      return undefined;
  }
}

function expansionOf(template: Template, call: Call, names: Names): string {
  if (call.name === 'var') return variableOf(template, call, names);
  const macro = Object.hasOwn(names.macros, call.name) ? names.macros[call.name] : undefined;
  if (!macro) {
    const known = ['ref', 'source', 'seed', 'var', 'since', ...Object.keys(names.macros)];
    throw errorAt(
      template,
      call.start,
      'template',
      `There is no macro "${call.name}".`,
      suggestion(call.name, known),
    );
  }
  try {
    return macro.expand(call.args);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw errorAt(template, call.start, 'macro', message, `It is called as ${macro.signature}.`, cause);
  }
}

function variableOf(template: Template, call: Call, names: Names): string {
  const [name] = call.args;
  if (call.args.length !== 1 || typeof name !== 'string') {
    throw errorAt(template, call.start, 'template', '"var" takes one name.', "Write var('name').");
  }
  const value = Object.hasOwn(names.vars, name) ? names.vars[name] : undefined;
  if (value === undefined) {
    const remede = suggestion(name, Object.keys(names.vars));
    throw errorAt(template, call.start, 'reference', `There is no variable "${name}".`, remede);
  }
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function checkLayer(template: Template, call: Call, layer: Layer, relation: Relation): void {
  const from = relation.kind === 'model' ? relation.schema : relation.kind;
  const allowed = READS[layer];
  if (allowed.some((one) => one === from)) return;
  throw errorAt(
    template,
    call.start,
    'layer',
    `The layer "${layer}" does not read "${from}".`,
    `It reads ${allowed.join(', ')}: go through a model of one of these.`,
  );
}

/** A model is one query; the mark after it, if any, goes. */
function oneStatement(template: Template, sql: string): string {
  const trimmed = sql.trimEnd();
  const body = trimmed.endsWith(';') ? trimmed.slice(0, -1) : trimmed;
  const code = codeOnly(body);
  if (code.trim() === '') {
    throw errorAt(template, 0, 'template', 'This file is empty.', 'Write the query, or remove the file.');
  }
  if (code.includes(';')) {
    throw errorAt(
      template,
      0,
      'template',
      'This file holds more than one statement.',
      'Keep one query a file.',
    );
  }
  return body;
}
