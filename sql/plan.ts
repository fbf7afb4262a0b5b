import type { Knex } from 'knex';
import type { SqlProblem } from './error.ts';
import { fingerprintsOf, type SourceData } from './fingerprint.ts';
import { stateInForce } from './ledger.ts';
import { type BoundColumn, type BoundProject, bindProject, type SourceTable } from './lineage.ts';
import { lint } from './lint.ts';
import { LAYERS, relationId, SEED_SCHEMA } from './model.ts';
import { type Cause, changesOf } from './plan-inputs.ts';
import type { Project } from './project.ts';
import { existingRelations } from './relation.ts';
import { selectModels } from './selection.ts';

export interface PlanOptions {
  /** The empty tables that models are bound to. */
  tables: readonly SourceTable[];
  /** As `build` is given it. */
  dataFingerprint: SourceData;
  select?: readonly string[];
  exclude?: readonly string[];
  full?: boolean;
}

/** How a table's columns will differ from those that stand. */
export interface ColumnChanges {
  added: string[];
  removed: string[];
  /** Those whose type changes. */
  retyped: string[];
}

export interface PlannedModel {
  id: string;
  action: 'build' | 'keep';
  cause: Cause;
  /** The cause in words, for a log. */
  reason: string;
  /** False when its SQL does not bind; null when it was not tried, since something that it reads does not. */
  binds: boolean | null;
  /** Null for a model that is new or does not bind. */
  columns: ColumnChanges | null;
}

export interface BuildPlan {
  /** Every model binds, and the lint finds nothing. */
  ok: boolean;
  /** Of the selection, in the order in which they would run. */
  models: PlannedModel[];
  /** What does not bind or is refused by the lint, of all models, with its place. */
  problems: SqlProblem[];
}

/**
 * Says what a build would do and why, and binds every model without data. Nothing is written.
 *
 * @param db the warehouse, open for reading; undefined where there is none yet.
 * @throws {SqlError} `selection`, `data_fingerprint`.
 */
export async function planBuild(
  project: Project,
  db: Knex | undefined,
  options: PlanOptions,
): Promise<BuildPlan> {
  const fingerprints = fingerprintsOf(project, options.dataFingerprint);
  const existing = db ? await existingRelations(db, [...LAYERS, SEED_SCHEMA]) : new Map();
  const inForce = db ? await stateInForce(db, existing) : new Map();
  const selected = new Set(selectModels(project, { ...options, state: { inForce, fingerprints } }));
  const changes = changesOf(project, inForce, fingerprints, { full: options.full === true, selected });
  const bound = await bindProject(project, options.tables);
  const standing = db ? await columnsThatStand(db) : new Map<string, BoundColumn[]>();
  const problems = [
    ...[...project.models.values()].flatMap((model) => lint(model.template)),
    ...bound.problems,
  ];
  const tried = new Set(bound.failed);
  return {
    ok: problems.length === 0,
    models: changes
      .filter(({ model }) => selected.has(model))
      .map(({ model: id, action, cause, reason }) => ({
        ...{ id, action, cause, reason },
        binds: bound.models.has(id) ? true : tried.has(id) ? false : null,
        columns: columnChanges(bound, id, inForce.has(id) ? standing.get(id) : undefined),
      })),
    problems,
  };
}

function columnChanges(
  bound: BoundProject,
  id: string,
  before: readonly BoundColumn[] | undefined,
): ColumnChanges | null {
  const after = bound.models.get(id)?.columns;
  if (!after || !before) return null;
  const types = new Map(before.map(({ name, type }) => [name, type]));
  const kept = new Set(after.map(({ name }) => name));
  return {
    added: after.filter(({ name }) => !types.has(name)).map(({ name }) => name),
    removed: before.filter(({ name }) => !kept.has(name)).map(({ name }) => name),
    retyped: after
      .filter(({ name, type }) => types.has(name) && types.get(name) !== type)
      .map(({ name }) => name),
  };
}

async function columnsThatStand(db: Knex): Promise<Map<string, BoundColumn[]>> {
  const rows: { schema: string; table: string; name: string; type: string }[] = await db('columns')
    .withSchema('information_schema')
    .whereIn('table_schema', LAYERS)
    .orderBy(['table_schema', 'table_name', 'ordinal_position'])
    .select({ schema: 'table_schema', table: 'table_name', name: 'column_name', type: 'data_type' });
  const found = new Map<string, BoundColumn[]>();
  for (const { schema, table, name, type } of rows) {
    const id = relationId({ schema, name: table });
    found.set(id, [...(found.get(id) ?? []), { name, type }]);
  }
  return found;
}
