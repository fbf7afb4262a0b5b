import type { Cells, Materialization, StatedColumn, StatedTest, Verdict } from './properties.ts';
import type { RenderedSql, Template } from './template.ts';

/** The layers, in order. Each is a folder of models and a schema of the warehouse. */
export const LAYERS = ['staging', 'core', 'marts'] as const;
export type Layer = (typeof LAYERS)[number];

/** Where seeds are loaded. */
export const SEED_SCHEMA = 'seeds';

/** What a model of each layer may read. */
export const READS: Readonly<Record<Layer, readonly (Layer | 'source' | 'seed')[]>> = {
  staging: ['source', 'seed', 'staging'],
  core: ['staging', 'core'],
  marts: ['core', 'marts'],
};

/** A table or view by name. */
export interface RelationName {
  schema: string;
  name: string;
}

/** Anything with rows that a model or a test can name. */
export interface Relation extends RelationName {
  /** `schema.name`, unique in the project. */
  id: string;
  kind: 'model' | 'source' | 'seed';
  description: string;
  columns: StatedColumn[];
  tests: StatedTest[];
  /** Where it is stated, for messages. */
  fichier: string;
  ligne: number | undefined;
}

/** How a file's calls are replaced when it is not by what it says. */
export interface Rendering {
  /** The SQL that stands for a relation; undefined: its own name. */
  relation?(id: string): string | undefined;
  /** Only the rows that are new, for an incremental model. */
  incremental?: boolean;
}

/** A SQL file with its calls replaced. */
export interface SqlFile {
  template: Template;
  /** The query as it stands when all is in force. */
  compiled: RenderedSql;
  /** The query over other relations. A relation that the file gives no alias keeps its name as one. */
  render(rendering: Rendering): RenderedSql;
  /** Ids of the models, seeds and sources that it reads, sorted. */
  reads: string[];
}

/** One SQL file of a layer, with what the YAML beside it says. */
export interface Model extends Relation, SqlFile {
  kind: 'model';
  layer: Layer;
  materialized: Materialization;
  /** The columns that tell one row from another; empty when not stated. */
  grain: string[];
  /** Of an incremental model: a new row replaces those of the same key. */
  uniqueKey: string[];
  tags: string[];
}

/** What stands in the warehouse for a model. */
export function formOf({ materialized }: Pick<Model, 'materialized'>): 'view' | 'table' {
  return materialized === 'view' ? 'view' : 'table';
}

export interface Source extends Relation {
  kind: 'source';
}

export interface Seed extends Relation {
  kind: 'seed';
  header: string[];
  /** Text cells, row by row; null where the cell is empty. */
  rows: (string | null)[][];
  /** SHA-256 of the file, hexadecimal. */
  sha256: string;
}

/** The id of a relation: how graphs, selections and messages name it. */
export function relationId({ schema, name }: RelationName): string {
  return `${schema}.${name}`;
}

/** The relation in SQL, quoted. */
export function quoted({ schema, name }: RelationName): string {
  return [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}

/** A SQL file of `tests/`: the rows it returns are failures. */
export interface SingularTest extends SqlFile, Verdict {
  name: string;
  description: string | undefined;
}

/** Rows in, rows out, ready to run. */
export interface UnitTest {
  /** `core.sortie.unit.sorties_de_l_annee`. */
  id: string;
  /** Id of the model under test. */
  model: string;
  cte: string | undefined;
  /** Rows by the id of what the model reads; empty for what the test does not give. */
  given: ReadonlyMap<string, readonly Cells[]>;
  expect: readonly Cells[];
  /** What its print is made of. */
  definition: unknown;
  fichier: string;
  ligne: number;
}
