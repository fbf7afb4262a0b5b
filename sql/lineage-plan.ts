/**
 * Reads the bound plan that DuckDB's `json_serialize_plan` gives (`optimize := false`): each operator's
 * output columns, and what each one is made of. In this plan a reference is a position among the outputs of
 * the operator below it. A kind of operator or expression that is not known here makes the columns above it
 * unknown: said, never guessed.
 */

/** What a value is made of. No columns, no rows and not unknown: a constant. */
export interface Origin {
  /** `schema.table.column` of what is read. */
  columns: ReadonlySet<string>;
  /** `schema.table` of what is counted: `count(*)`, `row_number()`. */
  rows: ReadonlySet<string>;
  /** Why nothing can be said, when so: the kind of operator or expression. */
  unknown: string | undefined;
}

/** What a query gives. */
export interface PlanLineage {
  /** Of each output column, in order. */
  columns: Origin[];
  /** What decides which rows there are, or are matched: conditions of filters and joins, keys of groups. */
  filters: Origin;
}

type Json = Record<string, unknown>;

/** The outputs of an operator. */
interface Node {
  /** Those that are known, from the first; when `unknown` is set, others may follow that are not. */
  columns: Origin[];
  unknown: string | undefined;
  filters: Origin;
  /** Tables whose rows these are. */
  relations: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
const CONSTANT: Origin = { columns: NONE, rows: NONE, unknown: undefined };

/** Expressions whose parts all make the value; a lambda's own parameters stand elsewhere and are not read. */
const COMPOSED = new Set([
  'BOUND_FUNCTION',
  'BOUND_CAST',
  'BOUND_COMPARISON',
  'BOUND_CONJUNCTION',
  'BOUND_OPERATOR',
  'BOUND_CASE',
  'BOUND_BETWEEN',
  'BOUND_UNNEST',
  'BOUND_AGGREGATE',
  'BOUND_WINDOW',
  'BOUND_CONSTANT',
]);

/** Keys of an expression under which no part of the value stands. */
const NO_PART = new Set([
  'function_data',
  'return_type',
  'value',
  'arguments',
  'original_arguments',
  'type_info',
]);

/** Windows that number rows. */
const NUMBERING =
  /^WINDOW_(ROW_NUMBER|RANK|RANK_DENSE|DENSE_RANK|NTILE|PERCENT_RANK|CUME_DIST|CUMULATIVE_DIST)$/;

/** Table functions that read nothing. */
const GENERATORS = new Set(['range', 'generate_series', 'repeat', 'repeat_row']);

/** Reads one plan of `json_serialize_plan`'s answer. `wanted` is the number of columns of the query. */
export function readPlan(plan: unknown, wanted: number): PlanLineage {
  const node = new PlanReader().node(objectOf(plan));
  const columns = Array.from({ length: wanted }, (_, index) => columnAt(node, index));
  return { columns, filters: node.filters };
}

/** Of several origins, one. */
export function union(origins: Iterable<Origin>): Origin {
  const columns = new Set<string>();
  const rows = new Set<string>();
  let unknown: string | undefined;
  for (const origin of origins) {
    for (const column of origin.columns) columns.add(column);
    for (const row of origin.rows) rows.add(row);
    unknown ??= origin.unknown;
  }
  return { columns, rows, unknown };
}

export function unknownOrigin(reason: string): Origin {
  return { columns: NONE, rows: NONE, unknown: reason };
}

function columnAt(node: Node, index: number): Origin {
  return node.columns[index] ?? unknownOrigin(node.unknown ?? 'column out of range');
}

class PlanReader {
  /** What each common table expression gives, by the index under which references name it. */
  readonly #ctes = new Map<number, Node>();
  /** Columns that the nearest correlated join hands down to its subquery, innermost last. */
  readonly #handed: Origin[][] = [];

  node(plan: Json): Node {
    const type = String(plan.type);
    switch (type) {
      case 'LOGICAL_GET':
        return this.#get(plan);
      case 'LOGICAL_PROJECTION':
        return this.#projection(plan);
      case 'LOGICAL_FILTER':
      case 'LOGICAL_ORDER_BY':
      case 'LOGICAL_TOP_N':
      case 'LOGICAL_LIMIT':
      case 'LOGICAL_SAMPLE':
      case 'LOGICAL_DISTINCT':
        return this.#passing(plan);
      case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
        return this.#aggregate(plan);
      case 'LOGICAL_WINDOW':
      case 'LOGICAL_UNNEST':
        return this.#widened(plan);
      case 'LOGICAL_COMPARISON_JOIN':
      case 'LOGICAL_ANY_JOIN':
      case 'LOGICAL_ASOF_JOIN':
      case 'LOGICAL_DELIM_JOIN':
      case 'LOGICAL_CROSS_PRODUCT':
      case 'LOGICAL_POSITIONAL_JOIN':
        return this.#join(plan, type);
      case 'LOGICAL_UNION':
      case 'LOGICAL_EXCEPT':
      case 'LOGICAL_INTERSECT':
        return this.#setOperation(plan, type);
      case 'LOGICAL_MATERIALIZED_CTE':
        return this.#cte(plan);
      case 'LOGICAL_RECURSIVE_CTE':
        return this.#recursive(plan);
      case 'LOGICAL_CTE_REF':
        return this.#ctes.get(Number(plan.cte_index)) ?? unknownNode(type);
      case 'LOGICAL_DELIM_GET':
        return this.#handedDown(type);
      case 'LOGICAL_DUMMY_SCAN':
        return leaf([CONSTANT]);
      case 'LOGICAL_EXPRESSION_GET':
        return this.#values(plan);
      default:
        return unknownNode(type);
    }
  }

  #handedDown(type: string): Node {
    const columns = this.#handed.at(-1);
    return columns ? leaf(columns) : unknownNode(type);
  }

  #children(plan: Json): Node[] {
    return listOf(plan.children).map((child) => this.node(objectOf(child)));
  }

  #only(plan: Json): Node {
    return this.#children(plan)[0] ?? unknownNode(String(plan.type));
  }

  #get(plan: Json): Node {
    const data = objectOf(plan.function_data);
    const indexes = listOf(plan.column_indexes).map((one) => Number(objectOf(one).index));
    if (typeof data.table === 'string') {
      const relation = `${String(data.schema)}.${data.table}`;
      const names = listOf(plan.names).map(String);
      const relations = new Set([relation]);
      // The number of a row, or no column at all (as under a bare count), is no column of the table.
      const columns = indexes.map((index): Origin => {
        const name = names[index];
        if (name === undefined) return { columns: NONE, rows: relations, unknown: undefined };
        return { columns: new Set([`${relation}.${name}`]), rows: NONE, unknown: undefined };
      });
      return { ...leaf(columns), relations };
    }
    const name = String(plan.name);
    if (GENERATORS.has(name) && listOf(plan.children).length === 0) return leaf(indexes.map(() => CONSTANT));
    return unknownNode(`LOGICAL_GET ${name}`);
  }

  #values(plan: Json): Node {
    const rows = listOf(plan.expressions).map(listOf);
    const below = this.#only(plan);
    const width = rows[0]?.length ?? 0;
    return {
      ...below,
      unknown: undefined,
      columns: Array.from({ length: width }, (_, index) =>
        union(rows.map((row) => value(row[index], below))),
      ),
    };
  }

  #projection(plan: Json): Node {
    const below = this.#only(plan);
    const columns = listOf(plan.expressions).map((one) => value(one, below));
    return { ...below, columns, unknown: undefined };
  }

  /** Rows go through as they are, some of them. */
  #passing(plan: Json): Node {
    const below = this.#only(plan);
    const deciding = [
      ...listOf(plan.expressions),
      ...listOf(plan.distinct_targets),
      ...(plan.type === 'LOGICAL_DISTINCT' ? [plan.order_by] : []),
      ...(plan.type === 'LOGICAL_TOP_N' ? listOf(plan.orders) : []),
      ...(plan.type === 'LOGICAL_LIMIT' ? sortKeys(plan) : []),
    ];
    const filters = union([below.filters, ...deciding.map((one) => value(one, below))]);
    return { ...projected({ ...below, filters }, plan.projection_map) };
  }

  #aggregate(plan: Json): Node {
    const below = this.#only(plan);
    const groups = listOf(plan.groups).map((one) => value(one, below));
    const measures = listOf(plan.expressions).map((one) => value(one, below));
    const groupings = listOf(plan.grouping_functions).map((positions) =>
      union(listOf(positions).map((position) => groups[Number(position)] ?? CONSTANT)),
    );
    return {
      ...below,
      columns: [...groups, ...measures, ...groupings],
      unknown: undefined,
      filters: union([below.filters, ...groups]),
    };
  }

  /** All that came, then the values of the expressions. */
  #widened(plan: Json): Node {
    const below = this.#only(plan);
    // Behind columns that are not known, a position says nothing.
    if (below.unknown !== undefined) return below;
    const more = listOf(plan.expressions).map((one) => value(one, below));
    return { ...below, columns: [...below.columns, ...more] };
  }

  #join(plan: Json, type: string): Node {
    const [leftPlan, rightPlan] = listOf(plan.children).map(objectOf);
    if (!leftPlan || !rightPlan) return unknownNode(type);
    const [left, right] =
      type === 'LOGICAL_DELIM_JOIN'
        ? this.#correlated(plan, leftPlan, rightPlan)
        : [this.node(leftPlan), this.node(rightPlan)];
    const both = joined(left, right);
    const conditions = listOf(plan.conditions).flatMap((one) => {
      const { left: a, right: b } = objectOf(one);
      return [value(a, left), value(b, right)];
    });
    if (plan.condition !== undefined) conditions.push(value(plan.condition, both));
    const matched = union(conditions);
    const filters = union([left.filters, right.filters, matched]);
    const kept = {
      left: projected(left, plan.left_projection_map),
      right: projected(right, plan.right_projection_map),
    };
    switch (plan.join_type) {
      case 'SEMI':
      case 'ANTI':
        return { ...kept.left, filters };
      case 'RIGHT_SEMI':
      case 'RIGHT_ANTI':
        return { ...kept.right, filters };
      case 'MARK': {
        // Whether a row of the right side was found: what it is compared with, and what decides those rows.
        const mark = union([matched, right.filters]);
        return left.unknown === undefined
          ? { ...kept.left, columns: [...kept.left.columns, mark] }
          : kept.left;
      }
      case undefined:
      case 'INNER':
      case 'LEFT':
      case 'RIGHT':
      case 'OUTER':
      case 'FULL':
        return {
          ...joined(kept.left, kept.right),
          filters,
          relations: new Set([...left.relations, ...right.relations]),
        };
      case 'SINGLE':
        // One value or none for each row of the left: the rows are those of the left.
        return { ...joined(kept.left, kept.right), filters };
      default:
        return unknownNode(`${type} ${String(plan.join_type)}`);
    }
  }

  /** The side that holds the outer query is read first, since it hands columns down to the other. */
  #correlated(plan: Json, leftPlan: Json, rightPlan: Json): [Node, Node] {
    const flipped = plan.delim_flipped === true;
    const outer = this.node(flipped ? rightPlan : leftPlan);
    this.#handed.push(listOf(plan.duplicate_eliminated_columns).map((one) => value(one, outer)));
    const inner = this.node(flipped ? leftPlan : rightPlan);
    this.#handed.pop();
    return flipped ? [inner, outer] : [outer, inner];
  }

  #setOperation(plan: Json, type: string): Node {
    const sides = this.#children(plan);
    const [first] = sides;
    if (!first) return unknownNode(type);
    const relations = new Set(sides.flatMap((side) => [...side.relations]));
    const filters = union(sides.map((side) => side.filters));
    if (type === 'LOGICAL_UNION') return { ...merged(sides, Number(plan.column_count)), filters, relations };
    // Whole rows are compared: every column decides which ones stay.
    const compared = union([filters, ...allOf(sides)]);
    if (type === 'LOGICAL_EXCEPT') return { ...first, filters: compared };
    return { ...merged(sides, Number(plan.column_count)), filters: compared, relations };
  }

  #cte(plan: Json): Node {
    const [definition, query] = listOf(plan.children).map(objectOf);
    if (!definition || !query) return unknownNode('LOGICAL_MATERIALIZED_CTE');
    this.#ctes.set(Number(plan.table_index), this.node(definition));
    return this.node(query);
  }

  /** Each turn may add origins, never takes one away: read until nothing is added. */
  #recursive(plan: Json): Node {
    const [start, step] = listOf(plan.children).map(objectOf);
    if (!start || !step) return unknownNode('LOGICAL_RECURSIVE_CTE');
    const width = Number(plan.column_count);
    let found = this.node(start);
    for (let before = -1, size = sizeOf(found); size > before; ) {
      this.#ctes.set(Number(plan.table_index), found);
      const next = this.node(step);
      found = {
        ...merged([found, next], width),
        filters: union([found.filters, next.filters]),
        relations: new Set([...found.relations, ...next.relations]),
      };
      before = size;
      size = sizeOf(found);
    }
    return found;
  }
}

/** What an expression over the outputs of `below` is made of. */
function value(expression: unknown, below: Node): Origin {
  if (typeof expression !== 'object' || expression === null) return CONSTANT;
  if (Array.isArray(expression)) return union(expression.map((one) => value(one, below)));
  const node = objectOf(expression);
  const kind = node.expression_class;
  if (kind === 'BOUND_REF') return columnAt(below, Number(node.index ?? 0));
  if (kind !== undefined && !COMPOSED.has(String(kind))) return unknownOrigin(String(kind));
  // The guard that the engine puts on a subquery which must give one row.
  if (objectOf(node.then_expr).name === 'error') return CONSTANT;
  const parts = Object.entries(node).filter(([key]) => !NO_PART.has(key));
  const origin = union(parts.map(([, part]) => value(part, below)));
  return countsRows(node, below)
    ? { ...origin, rows: new Set([...origin.rows, ...below.relations]) }
    : origin;
}

/** The numbering of rows, and an aggregate of no column but `max` and its like, which give the constant back. */
function countsRows(node: Json, below: Node): boolean {
  const aggregate = node.expression_class === 'BOUND_AGGREGATE' || node.type === 'WINDOW_AGGREGATE';
  if (!aggregate) return NUMBERING.test(String(node.type));
  const argument = value(node.children, below);
  if (argument.columns.size > 0 || argument.rows.size > 0 || argument.unknown !== undefined) return false;
  return !/^(min|max|first|last|any_value|arbitrary)$/.test(String(node.name));
}

function leaf(columns: Origin[]): Node {
  return { columns, unknown: undefined, filters: CONSTANT, relations: NONE };
}

function unknownNode(reason: string): Node {
  return { columns: [], unknown: reason, filters: unknownOrigin(reason), relations: NONE };
}

/** What the rows below a limit are sorted by: it decides which ones are let through. */
function sortKeys(limit: Json): unknown[] {
  const [below] = listOf(limit.children).map(objectOf);
  return below?.type === 'LOGICAL_ORDER_BY' ? listOf(below.orders) : [];
}

/** The left's columns, then the right's; behind an unknown on the left, no position on the right is sure. */
function joined(left: Node, right: Node): Node {
  if (left.unknown !== undefined) return left;
  return { ...left, columns: [...left.columns, ...right.columns], unknown: right.unknown };
}

function merged(sides: readonly Node[], width: number): Pick<Node, 'columns' | 'unknown'> {
  return {
    columns: Array.from({ length: width }, (_, index) => union(sides.map((side) => columnAt(side, index)))),
    unknown: undefined,
  };
}

function allOf(sides: readonly Node[]): Origin[] {
  return sides.flatMap((side) =>
    side.unknown === undefined ? side.columns : [...side.columns, unknownOrigin(side.unknown)],
  );
}

/** An operator may let only some of its inputs through, by position. */
function projected(node: Node, map: unknown): Node {
  const positions = listOf(map);
  if (positions.length === 0) return node;
  return {
    ...node,
    columns: positions.map((position) => columnAt(node, Number(position))),
    unknown: undefined,
  };
}

function sizeOf(node: Node): number {
  const origins = [...node.columns, node.filters];
  return origins.reduce((sum, { columns, rows }) => sum + columns.size + rows.size, node.relations.size);
}

function objectOf(json: unknown): Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Json) : {};
}

function listOf(json: unknown): unknown[] {
  return Array.isArray(json) ? json : [];
}
