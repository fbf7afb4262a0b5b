import type { Knex } from 'knex';
import { recordFrozen } from './ledger.ts';
import { formOf, type Model, type RelationName } from './model.ts';
import type { InForce, StateInForce } from './plan-inputs.ts';
import { createAs, dropRelation, type Form, failedOf, nameOf, nextOf, renameTables } from './relation.ts';

export interface Placing {
  /** What passed, in the order of the graph: the build's tables take the place of those in force. */
  passed: readonly (RelationName & { id: string; model?: Model })[];
  /** What was made and failed: kept under another name, to be looked at. */
  failed: readonly (RelationName & { model?: Model })[];
  /** Ids that failed or were skipped: what stands of them stays. */
  kept: ReadonlySet<string>;
  /** Ids that no file stands for any more. */
  removed: readonly string[];
  /** What stands now, by id. */
  existing: ReadonlyMap<string, Form>;
  state: StateInForce;
}

/**
 * Puts a build in force, inside the caller's transaction. Tables are renamed; views, which name what they
 * read, are made anew over the names in force.
 *
 * A view that must stay while what it reads changes is frozen: its rows stay, as a table, until it passes.
 */
export async function swap(trx: Knex.Transaction, placing: Placing): Promise<void> {
  const { existing, passed } = placing;
  const changing = new Set([...passed.map(({ id }) => id), ...placing.removed]);
  for (const id of placing.kept) {
    const standing = placing.state.get(id);
    const reads = Object.keys(standing?.reads ?? {});
    if (standing?.form === 'view' && reads.some((read) => changing.has(read))) await freeze(trx, standing);
  }
  for (const id of changing) {
    const form = existing.get(id);
    if (form) await dropRelation(trx, nameOf(id), form);
  }
  for (const relation of [...passed, ...placing.failed]) {
    if (isView(relation.model)) await dropRelation(trx, nextOf(relation), 'view');
  }
  const tables = passed.filter(({ model }) => !isView(model));
  await renameTables(
    trx,
    tables.map((relation) => ({ from: nextOf(relation), to: relation })),
  );
  for (const relation of passed) {
    const { model } = relation;
    if (model && isView(model)) await createAs(trx, 'view', relation, model.compiled.sql);
  }
  for (const relation of placing.failed) {
    const { model } = relation;
    if (model && isView(model)) await createAs(trx, 'view', failedOf(relation), model.compiled.sql);
    else await renameTables(trx, [{ from: nextOf(relation), to: failedOf(relation) }]);
  }
}

function isView(model: Model | undefined): boolean {
  return model !== undefined && formOf(model) === 'view';
}

async function freeze(trx: Knex.Transaction, standing: InForce): Promise<void> {
  const name = nameOf(standing.id);
  const rows = { schema: name.schema, name: `${name.name}__kept` };
  await createAs(trx, 'table', rows, trx(name.name).withSchema(name.schema).toQuery());
  await dropRelation(trx, name, 'view');
  await renameTables(trx, [{ from: rows, to: name }]);
  await recordFrozen(trx, standing);
}
