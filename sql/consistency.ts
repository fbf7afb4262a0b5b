import type { Knex } from 'knex';
import { fingerprintsOf, type SourceData } from './fingerprint.ts';
import { everyPlaced, stateInForce } from './ledger.ts';
import { LAYERS, SEED_SCHEMA } from './model.ts';
import { changesOf, type InForce, type StateInForce } from './plan-inputs.ts';
import type { Project } from './project.ts';
import { existingRelations } from './relation.ts';

/** A relation of which two marts in force, or more, hold different states. */
export interface Disagreement {
  relation: string;
  /** The marts by the state that they were built over, those of the oldest build first. */
  states: { build: number; marts: string[] }[];
}

/**
 * Where the marts in force disagree: a source, seed or model that some were built over in one state and some in
 * another, as when a mart that failed was kept while others were built over newer data. Empty: they can be
 * shown together.
 *
 * @param marts ids of those to compare; every mart of the project when left out.
 */
export async function consistentMarts(
  project: Project,
  db: Knex,
  marts: readonly string[] = martsOf(project),
): Promise<Disagreement[]> {
  const state = await standing(db);
  const past = new Map(
    (await everyPlaced(db)).map((placed) => [stateKey(placed.id, placed.version), placed]),
  );
  const held = new Map<string, Map<string, Set<string>>>();
  const builds = new Map([...state.values()].map(({ id, build }) => [id, build]));
  for (const mart of marts) {
    const seen = new Set<string>();
    const hold = (id: string, version: string): void => {
      const key = stateKey(id, version);
      if (seen.has(key)) return;
      seen.add(key);
      const versions = held.get(id) ?? new Map<string, Set<string>>();
      held.set(id, versions.set(version, (versions.get(version) ?? new Set()).add(mart)));
      for (const [read, then] of Object.entries(past.get(key)?.reads ?? {})) hold(read, then);
    };
    for (const [id, version] of readsNow(state, mart)) hold(id, version);
  }
  return [...held]
    .filter(([, versions]) => versions.size > 1)
    .map(([relation, versions]) => ({
      relation,
      states: [...versions.values()]
        .map((names) => ({ build: Math.min(...[...names].map((name) => builds.get(name) ?? 0)), names }))
        .map(({ build, names }) => ({ build, marts: [...names].sort() }))
        .sort((a, b) => a.build - b.build),
    }))
    .sort((a, b) => (a.relation < b.relation ? -1 : 1));
}

/**
 * The marts in force that a build would make anew: loaded files, a seed or the SQL have changed since, or they
 * failed; and those that are not there.
 *
 * @throws {SqlError} `data_fingerprint`.
 */
export async function staleMarts(
  project: Project,
  db: Knex,
  data: SourceData,
  marts: readonly string[] = martsOf(project),
): Promise<string[]> {
  const changes = changesOf(project, await standing(db), fingerprintsOf(project, data));
  const building = new Set(changes.filter(({ action }) => action === 'build').map(({ model }) => model));
  return marts.filter((mart) => building.has(mart) || !project.byId.has(mart));
}

function martsOf(project: Project): string[] {
  return project.graph.order.filter((id) => project.byId.get(id)?.layer === 'marts');
}

async function standing(db: Knex): Promise<StateInForce> {
  return stateInForce(db, await existingRelations(db, [...LAYERS, SEED_SCHEMA]));
}

/** What a mart reads: as it was when a table was built; as it is now for a view. */
function readsNow(state: StateInForce, id: string): [string, string][] {
  const placed = state.get(id);
  if (!placed) return [];
  const reads = Object.entries(placed.reads);
  if (placed.form === 'table') return reads;
  return reads.flatMap(([read, then]): [string, string][] => {
    const now: InForce | undefined = state.get(read);
    if (now?.form === 'view') return readsNow(state, read);
    return [[read, now?.version ?? then]];
  });
}

function stateKey(id: string, version: string): string {
  return `${id}@${version}`;
}
