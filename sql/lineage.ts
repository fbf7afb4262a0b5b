import type { Knex } from 'knex';
import { SqlError, type SqlProblem } from './error.ts';
import { type Origin, type PlanLineage, readPlan, union, unknownOrigin } from './lineage-plan.ts';
import { type Model, quoted, type RelationName, relationId } from './model.ts';
import type { Project } from './project.ts';
import { inFile } from './relation.ts';
import { openWarehouse } from './warehouse.ts';

/** A column as the engine has it. */
export interface BoundColumn {
  name: string;
  /** As the engine names it: `VARCHAR`, `DECIMAL(18,4)`. */
  type: string;
}

/** A table that stands before any model: of `raw` or `meta`, as whoever loads it makes it. */
export interface SourceTable {
  schema: string;
  table: string;
  columns: readonly BoundColumn[];
}

/** One column, by its relation's id and its name. */
export interface ColumnRef {
  relation: string;
  column: string;
}

export interface ColumnLineage {
  /** Columns of the relations that the model reads itself, sorted. */
  columns: ColumnRef[];
  /** Relations whose rows are counted or numbered, sorted: of `count(*)` no column is read. */
  rows: string[];
  /** Why nothing more can be said: a part of the plan of a kind not known. */
  unknown: string | undefined;
}

export interface BoundRelation {
  id: string;
  columns: BoundColumn[];
}

export interface BoundModel extends BoundRelation {
  /** Ids of the relations that it names. */
  reads: readonly string[];
  /** By column. */
  lineage: ReadonlyMap<string, ColumnLineage>;
  /** What decides which rows there are, or are matched: conditions of filters and joins, keys of groups. */
  filters: ColumnLineage;
}

/** A project whose models have all been bound to empty tables. */
export interface BoundProject {
  /** Sources and seeds that are there, by id. */
  bases: ReadonlyMap<string, BoundRelation>;
  models: ReadonlyMap<string, BoundModel>;
  /** What does not bind, each with its place. */
  problems: readonly SqlProblem[];
  /** Models that do not bind. */
  failed: readonly string[];
  /** Models that were not tried, since something that they read is not there. */
  untried: readonly string[];
}

/**
 * Binds every model without data: in a database in memory, makes an empty table of each source, seed and
 * model, and reads from the engine's bound plan where each column comes from. All that does not bind is told,
 * not only the first; what reads it is left out.
 */
export async function bindProject(project: Project, tables: readonly SourceTable[]): Promise<BoundProject> {
  const warehouse = await openWarehouse({ path: ':memory:', threads: 1 });
  try {
    return await new Binder(project, warehouse.knex).bind(tables);
  } finally {
    await warehouse.close();
  }
}

class Binder {
  readonly #project: Project;
  readonly #db: Knex;
  readonly #bases = new Map<string, BoundRelation>();
  readonly #models = new Map<string, BoundModel>();
  readonly #problems: SqlProblem[] = [];
  readonly #failed: string[] = [];
  readonly #untried: string[] = [];
  readonly #schemas = new Set<string>();

  constructor(project: Project, db: Knex) {
    this.#project = project;
    this.#db = db;
  }

  async bind(tables: readonly SourceTable[]): Promise<BoundProject> {
    await this.#makeSources(tables);
    for (const seed of this.#project.seeds.values()) {
      await this.#make(
        seed,
        seed.header.map((name) => ({ name, type: 'VARCHAR' })),
      );
    }
    const byId = new Map([...this.#project.models.values()].map((model) => [model.id, model]));
    for (const id of this.#project.graph.order) {
      const model = byId.get(id);
      if (model) await this.#bindModel(model);
    }
    return {
      bases: this.#bases,
      models: this.#models,
      problems: this.#problems,
      failed: this.#failed,
      untried: this.#untried,
    };
  }

  async #makeSources(tables: readonly SourceTable[]): Promise<void> {
    const given = new Map(
      tables.map((one) => [relationId({ schema: one.schema, name: one.table }), one] as const),
    );
    for (const source of this.#project.sources.values()) {
      const table = given.get(source.id);
      if (table) await this.#make(source, table.columns);
      else this.#problems.push(missingSource(source, given.keys()));
    }
  }

  async #make(relation: RelationName, columns: readonly BoundColumn[]): Promise<void> {
    await this.#schema(relation.schema);
    await this.#db.schema.withSchema(relation.schema).createTable(relation.name, (table) => {
      for (const { name, type } of columns) table.specificType(name, type);
    });
    const id = relationId(relation);
    this.#bases.set(id, { id, columns: await this.#columnsOf(relation) });
  }

  async #schema(schema: string): Promise<void> {
    if (this.#schemas.has(schema)) return;
    this.#schemas.add(schema);
    await this.#db.schema.createSchemaIfNotExists(schema);
  }

  async #columnsOf({ schema, name }: RelationName): Promise<BoundColumn[]> {
    return this.#db('columns')
      .withSchema('information_schema')
      .where({ table_schema: schema, table_name: name })
      .orderBy('ordinal_position')
      .select({ name: 'column_name', type: 'data_type' });
  }

  async #bindModel(model: Model): Promise<void> {
    if (model.reads.some((read) => !this.#bases.has(read) && !this.#models.has(read))) {
      this.#untried.push(model.id);
      return;
    }
    await this.#schema(model.schema);
    try {
      await this.#db.raw(`create table ${quoted(model)} as\n${model.compiled.sql}\nwith no data`);
    } catch (cause) {
      const error = inFile(model, cause);
      if (!(error instanceof SqlError)) throw error;
      this.#problems.push(...error.toProblems());
      this.#failed.push(model.id);
      return;
    }
    const columns = await this.#columnsOf(model);
    const { columns: origins, filters } = await this.#planOf(model, columns.length);
    const lineage = new Map(
      columns.map(({ name }, index) => [name, asLineage(origins[index] ?? unknownOrigin('no plan'))]),
    );
    this.#models.set(model.id, {
      id: model.id,
      reads: model.reads,
      columns,
      lineage,
      filters: asLineage(filters),
    });
  }

  async #planOf(model: Model, width: number): Promise<PlanLineage> {
    const text = `'${model.compiled.sql.replaceAll("'", "''")}'`;
    const call = `json_serialize_plan(${text}, skip_null := true, skip_empty := true, optimize := false)`;
    const response: { rows: { plan: unknown }[] } = await this.#db.raw(`select ${call} as plan`);
    const answer: unknown = JSON.parse(String(response.rows[0]?.plan));
    const { plans, error_message: refused } = answer as { plans?: unknown[]; error_message?: string };
    if (plans?.length === 1) return readPlan(plans[0], width);
    const origin = unknownOrigin(refused ?? 'the engine gives no plan');
    return { columns: Array.from({ length: width }, () => origin), filters: origin };
  }
}

function missingSource(
  source: { id: string; fichier: string; ligne: number | undefined },
  known: Iterable<string>,
): SqlProblem {
  const ligne = source.ligne ?? 1;
  return new SqlError('source', `${source.fichier}:${ligne}: Nothing loads the source "${source.id}".`, {
    fichier: source.fichier,
    ligne,
    remede: `The tables loaded are ${[...known].sort().join(', ')}.`,
  }).toProblem();
}

function asLineage({ columns, rows, unknown }: Origin): ColumnLineage {
  return { columns: [...columns].sort().map(columnRef), rows: [...rows].sort(), unknown };
}

/** `core.figure.valeur` as a relation and a column; a column's own name may hold a dot. */
function columnRef(text: string): ColumnRef {
  const [schema = '', name = '', ...column] = text.split('.');
  return { relation: `${schema}.${name}`, column: column.join('.') };
}

/**
 * Where a column of a model comes from in the end: columns of sources and seeds. Rows counted are those of
 * the sources and seeds under the relation counted.
 */
export function traceColumn(bound: BoundProject, relation: string, column: string): ColumnLineage {
  return asLineage(new Tracer(bound).column(relation, column));
}

/** One column on the way to another, with what it is made from. */
export interface LineageStep extends ColumnRef, ColumnLineage {}

/** A column, then all that it comes from, each once, nearest first, down to columns of sources and seeds. */
export function upstreamOf(bound: BoundProject, relation: string, column: string): LineageStep[] {
  const steps = new Map<string, LineageStep>();
  let nearest: ColumnRef[] = [{ relation, column }];
  while (nearest.length > 0) {
    const further: ColumnRef[] = [];
    for (const one of nearest) {
      const key = `${one.relation}.${one.column}`;
      if (steps.has(key)) continue;
      const lineage = bound.models.get(one.relation)?.lineage.get(one.column);
      const step = { ...one, ...(lineage ?? { columns: [], rows: [], unknown: undefined }) };
      steps.set(key, step);
      further.push(...step.columns);
    }
    nearest = further;
  }
  return [...steps.values()];
}

class Tracer {
  readonly #bound: BoundProject;
  readonly #seen = new Map<string, Origin>();

  constructor(bound: BoundProject) {
    this.#bound = bound;
  }

  column(relation: string, column: string): Origin {
    const key = `${relation}.${column}`;
    const known = this.#seen.get(key);
    if (known) return known;
    const found = this.#trace(relation, column, key);
    this.#seen.set(key, found);
    return found;
  }

  #trace(relation: string, column: string, key: string): Origin {
    const base = this.#bound.bases.get(relation);
    if (base) return { columns: new Set([key]), rows: new Set(), unknown: undefined };
    const lineage = this.#bound.models.get(relation)?.lineage.get(column);
    if (!lineage) return unknownOrigin(`${key} is not bound`);
    return union([
      ...lineage.columns.map((one) => this.column(one.relation, one.column)),
      {
        columns: new Set(),
        rows: new Set(lineage.rows.flatMap((one) => this.#basesOf(one))),
        unknown: lineage.unknown,
      },
    ]);
  }

  /** The sources and seeds that the rows of a relation come from. */
  #basesOf(relation: string): string[] {
    const model = this.#bound.models.get(relation);
    return model ? model.reads.flatMap((read) => this.#basesOf(read)) : [relation];
  }
}
