import { type Fingerprints, versionOf } from './fingerprint.ts';
import type { Model } from './model.ts';
import type { Project } from './project.ts';

/** A seed's or model's table or view that stands in the warehouse, as the build that put it there recorded it. */
export interface InForce {
  id: string;
  /** The build that it comes from. */
  build: number;
  /** What stands there; a table for a view that was frozen (`swap.ts`). */
  form: 'view' | 'table';
  /** The prints it was built from (`fingerprint.ts`). */
  definition: string;
  own: string;
  contract: string;
  /** What it held when it was built. */
  version: string;
  /** What each relation that it reads held then. */
  reads: Readonly<Record<string, string>>;
  rows: number | null;
  /** What it took to build. */
  ms: number;
}

/** By id; what is not there, or is gone from the warehouse, is left out. */
export type StateInForce = ReadonlyMap<string, InForce>;

/** Why a model is built or kept. `ids`: the relations that made it so. */
export interface Cause {
  code: 'full' | 'new' | 'form' | 'sql' | 'contract' | 'data' | 'seed' | 'upstream' | 'same' | 'not_selected';
  ids: readonly string[];
}

export interface Change {
  /** The model's id. */
  model: string;
  action: 'build' | 'keep';
  /** The cause in words, for a log. */
  reason: string;
  cause: Cause;
  /** What it will hold, and what each relation that it reads will. */
  version: string;
  reads: Readonly<Record<string, string>>;
}

export interface ChangeOptions {
  /** Builds whatever is selected, changed or not. */
  full?: boolean;
  /** Ids of the models that may be built; all when left out. */
  selected?: ReadonlySet<string>;
}

/**
 * What a build would do, model by model in the graph's order: pure, from what stands and what is wanted.
 * Both `build` and the plan go by it.
 */
export function changesOf(
  project: Project,
  state: StateInForce,
  fingerprints: Fingerprints,
  options: ChangeOptions = {},
): Change[] {
  const versions = new Versions(state, fingerprints);
  const building = new Set<string>();
  return project.graph.order.flatMap((id) => {
    const model = project.byId.get(id);
    if (!model) return [];
    const old = state.get(id);
    const reads = Object.fromEntries(model.reads.map((read) => [read, versions.of(read)]));
    const version = versionOf(fingerprints.own.get(id) ?? '', reads);
    const cause: Cause =
      options.selected && !options.selected.has(id)
        ? { code: 'not_selected', ids: [] }
        : causeOf(model, old, { version, reads, building, fingerprints, full: options.full === true });
    const build = cause.code !== 'same' && cause.code !== 'not_selected';
    if (build) {
      building.add(id);
      versions.plan(id, version);
    }
    return [{ model: id, action: build ? 'build' : 'keep', reason: reasonOf(cause), cause, version, reads }];
  });
}

interface Wanted {
  version: string;
  reads: Readonly<Record<string, string>>;
  building: ReadonlySet<string>;
  fingerprints: Fingerprints;
  full: boolean;
}

function causeOf(model: Model, old: InForce | undefined, wanted: Wanted): Cause {
  const { fingerprints, building } = wanted;
  if (!old) return { code: 'new', ids: [] };
  if (old.own !== fingerprints.own.get(model.id)) return { code: 'sql', ids: [] };
  if (old.form !== (model.materialized === 'view' ? 'view' : 'table')) return { code: 'form', ids: [] };
  if (old.version !== wanted.version) {
    const changed = model.reads.filter((read) => old.reads[read] !== wanted.reads[read]);
    const data = changed.filter((read) => fingerprints.sources.has(read));
    const seeds = changed.filter((read) => fingerprints.seeds.has(read));
    if (data.length > 0) return { code: 'data', ids: data };
    if (seeds.length > 0) return { code: 'seed', ids: seeds };
    const rebuilt = changed.filter((read) => building.has(read));
    return { code: 'upstream', ids: rebuilt.length > 0 ? rebuilt : changed };
  }
  if (old.contract !== fingerprints.contracts.get(model.id)) return { code: 'contract', ids: [] };
  return wanted.full ? { code: 'full', ids: [] } : { code: 'same', ids: [] };
}

function reasonOf({ code, ids }: Cause): string {
  const names = ids.join(', ');
  const words: Readonly<Record<Cause['code'], string>> = {
    full: 'a full build was asked for',
    new: 'it is not in the warehouse',
    form: 'its form has changed',
    sql: 'its SQL, a macro or a variable of it has changed',
    contract: 'its columns are stated otherwise',
    data: `rows have changed in ${names}`,
    seed: `the seed has changed: ${names}`,
    upstream: `what it reads is built anew: ${names}`,
    same: 'nothing has changed',
    not_selected: 'it is not selected',
  };
  return words[code];
}

/**
 * What each relation holds at a moment of a build. A table that stands holds what it held when it was built;
 * a view that stands shows what its relations hold now.
 */
export class Versions {
  readonly #state: StateInForce;
  readonly #fingerprints: Fingerprints;
  readonly #known = new Map<string, string>();

  constructor(state: StateInForce, fingerprints: Fingerprints) {
    this.#state = state;
    this.#fingerprints = fingerprints;
  }

  /** From now on the relation holds this. */
  plan(id: string, version: string): void {
    this.#known.set(id, version);
  }

  of(id: string): string {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const { sources, seeds } = this.#fingerprints;
    const version = sources.get(id) ?? seeds.get(id) ?? this.#standing(id);
    this.#known.set(id, version);
    return version;
  }

  #standing(id: string): string {
    const old = this.#state.get(id);
    if (!old) return 'absent';
    if (old.form === 'table') return old.version;
    const reads = Object.keys(old.reads).map((read) => [read, this.of(read)]);
    return versionOf(old.own, Object.fromEntries(reads));
  }
}
