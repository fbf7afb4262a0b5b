import type { Knex } from 'knex';
import type { DataTest } from './data-test.ts';
import { digest, type Fingerprints, type SourceData } from './fingerprint.ts';
import { type BuildRecord, relationsEverBuilt, testState } from './ledger.ts';
import { relationId, type Seed, type UnitTest } from './model.ts';
import { type Change, changesOf, type StateInForce, Versions } from './plan-inputs.ts';
import type { Project } from './project.ts';
import type { Form } from './relation.ts';

export interface Logger {
  info(message: string): void;
}

export interface BuildOptions {
  /** Stands for the rows of the sources: the same means that they have not changed. */
  dataFingerprint: SourceData;
  /** Models to build (`selection.ts`); all when left out or empty. */
  select?: readonly string[];
  exclude?: readonly string[];
  /** Builds even what has not changed, and incremental models from nothing. */
  full?: boolean;
  /** Of the project's files (`unchanged.ts`), kept to find at once that nothing has changed. */
  filesFingerprint?: string;
  logger: Logger;
  clock: () => Date;
}

/** What a build finds before it starts. */
export interface Standing {
  options: BuildOptions;
  fingerprints: Fingerprints;
  existing: ReadonlyMap<string, Form>;
  state: StateInForce;
  selected: readonly string[];
}

/** What it has to do. */
export interface Work extends Standing {
  complete: boolean;
  seeds: readonly Seed[];
  /** Of the selected models, in the graph's order. */
  changes: readonly Change[];
  tests: readonly { test: DataTest; print: string }[];
  units: readonly { test: UnitTest; print: string }[];
  /** What earlier builds made and no file stands for any more. */
  removed: readonly string[];
  /** The day, for tests that depend on it. */
  today: string;
}

export async function workOf(project: Project, db: Knex, standing: Standing): Promise<Work> {
  const { options, fingerprints, existing, state, selected } = standing;
  const chosen = new Set(selected);
  const complete = selected.length === project.graph.order.length;
  const full = options.full === true;
  const today = options.clock().toISOString().slice(0, 10);
  const changes = changesOf(project, state, fingerprints, { full, selected: chosen });
  const mine = changes.filter(({ model }) => chosen.has(model));
  const wanted = new Set(mine.flatMap(({ reads }) => Object.keys(reads)));
  const seeds = [...project.seeds.values()].filter(
    ({ id, sha256 }) => (complete || wanted.has(id)) && (full || state.get(id)?.version !== sha256),
  );
  const versions = new Versions(state, fingerprints);
  for (const { model, action, version } of changes) if (action === 'build') versions.plan(model, version);
  const before = new Map(state.size === 0 ? [] : await testState(db));
  const due = (id: string, print: string): boolean => {
    const last = before.get(id);
    return full || !last || last.print !== print || last.status === 'fail';
  };
  const tests = project.tests.map((test) => {
    const read = test.reads.map((id) => [id, versions.of(id)]);
    return { test, print: digest([test.definition, read, test.timed ? today : '']) };
  });
  const units = project.unitTests.map((test) => ({
    test,
    print: digest([test.definition, fingerprints.models.get(test.model)]),
  }));
  return {
    ...standing,
    complete,
    seeds,
    changes: mine,
    tests: tests.filter(
      ({ test, print }) => (complete || test.reads.some((read) => chosen.has(read))) && due(test.id, print),
    ),
    units: units.filter(({ test, print }) => chosen.has(test.model) && due(test.id, print)),
    removed: complete ? await removedFrom(project, db, existing, state) : [],
    today,
  };
}

async function removedFrom(
  project: Project,
  db: Knex,
  existing: ReadonlyMap<string, Form>,
  state: StateInForce,
): Promise<string[]> {
  if (state.size === 0) return [];
  const seeds = new Set([...project.seeds.values()].map(({ id }) => id));
  const ever = (await relationsEverBuilt(db)).map(relationId);
  return ever.filter((id) => existing.has(id) && !project.byId.has(id) && !seeds.has(id));
}

/** What the last run keeps so that the next one finds at once that nothing has changed. */
export function notedOf(
  project: Project,
  { today }: Work,
  options: BuildOptions,
): Pick<BuildRecord, 'empreinte_fichiers' | 'jour' | 'relations'> {
  return {
    empreinte_fichiers: options.filesFingerprint ?? null,
    jour: project.tests.some((test) => test.timed) ? today : null,
    relations: project.models.size + project.seeds.size,
  };
}
