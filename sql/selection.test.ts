import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { fingerprintsOf } from './fingerprint.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { changesOf, type InForce } from './plan-inputs.ts';
import { type Project, readProject } from './project.ts';
import { selectModels } from './selection.ts';

const fixtures: Fixture[] = [];
afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.remove();
});

function projectOf(files: Record<string, string>): Project {
  const fixture = makeFixture(files);
  fixtures.push(fixture);
  return readProject({ root: fixture.root, models: 'models' });
}

/** `m0`…: each reads the models whose places are given, all before it; tags go by place. */
function randomProject(
  parents: readonly (readonly number[])[],
  edits: ReadonlySet<number> = new Set(),
): Project {
  const names = parents.map((_, at) => `  - { name: m${at}, description: One row., tags: [t${at % 3}] }`);
  const sql = (reads: readonly number[], at: number): string => {
    const unions = [...new Set(reads)].map((read) => ` union all select x from {{ ref('m${read}') }}`);
    return `select ${edits.has(at) ? 2 : 1} as x${unions.join('')}`;
  };
  return projectOf({
    'models/core/_core.yml': `models:\n${names.join('\n')}\n`,
    ...Object.fromEntries(parents.map((reads, at) => [`models/core/m${at}.sql`, sql(reads, at)])),
  });
}

const graph = fc
  .array(fc.array(fc.nat(99), { maxLength: 3 }), { minLength: 1, maxLength: 10 })
  .map((picks) => picks.map((pick, at) => (at === 0 ? [] : pick.map((n) => n % at))));

/** What stands after a build in which all passed. */
function stateAfter(project: Project, data: string): Map<string, InForce> {
  const fingerprints = fingerprintsOf(project, data);
  return new Map(
    changesOf(project, new Map(), fingerprints).map(({ model, version, reads }) => [
      model,
      {
        ...{ id: model, build: 1, form: 'table', rows: 1, ms: 1, version, reads },
        definition: fingerprints.models.get(model) ?? '',
        own: fingerprints.own.get(model) ?? '',
        contract: fingerprints.contracts.get(model) ?? '',
      },
    ]),
  );
}

function below(parents: readonly (readonly number[])[], from: ReadonlySet<number>): Set<number> {
  const found = new Set(from);
  parents.forEach((reads, at) => {
    if (reads.some((read) => found.has(read))) found.add(at);
  });
  return found;
}

describe('changes', () => {
  it('of random edits in random graphs rebuild what changed and its children, and nothing else', () => {
    fc.assert(
      fc.property(graph, fc.array(fc.nat(99), { maxLength: 3 }), (parents, picks) => {
        const edits = new Set(picks.map((pick) => pick % parents.length));
        const state = stateAfter(randomProject(parents), 'data');
        const edited = randomProject(parents, edits);
        const changes = changesOf(edited, state, fingerprintsOf(edited, 'data'));
        const expected = below(parents, edits);
        for (const { model, action, cause } of changes) {
          const at = Number(model.slice('core.m'.length));
          expect(action).toBe(expected.has(at) ? 'build' : 'keep');
          expect(cause.code).toBe(edits.has(at) ? 'sql' : expected.has(at) ? 'upstream' : 'same');
        }
      }),
      { numRuns: 25 },
    );
  });

  it('of a selection build nothing outside of it, and nothing in it that would come out the same', () => {
    fc.assert(
      fc.property(graph, fc.nat(99), fc.array(fc.nat(99), { maxLength: 4 }), (parents, pick, chosen) => {
        const edit = pick % parents.length;
        const state = stateAfter(randomProject(parents), 'data');
        const edited = randomProject(parents, new Set([edit]));
        const selected = new Set(chosen.map((n) => `core.m${n % parents.length}`));
        const changes = changesOf(edited, state, fingerprintsOf(edited, 'data'), { selected });
        const building = new Set<string>();
        for (const { model, action } of changes) {
          const reads = edited.byId.get(model)?.reads ?? [];
          const touched = model === `core.m${edit}` || reads.some((read) => building.has(read));
          if (action === 'build') building.add(model);
          expect(action === 'build').toBe(selected.has(model) && touched);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a selection', () => {
  it('of random terms is that of sets, in the order of the graph', () => {
    fc.assert(
      fc.property(graph, fc.nat(99), fc.nat(99), (parents, a, b) => {
        const project = randomProject(parents);
        const [one, other] = [`m${a % parents.length}`, `m${b % parents.length}`];
        const ids = (...terms: string[]): Set<string> => new Set(selectModels(project, { select: terms }));
        const up = ids(`+${one}`);
        const down = ids(`${other}+`);
        expect(up).toEqual(new Set([...project.graph.ancestors([`core.${one}`]), `core.${one}`]));
        expect(ids(`+${one}`, `${other}+`)).toEqual(new Set([...up, ...down]));
        expect(ids(`+${one},${other}+`)).toEqual(new Set([...up].filter((id) => down.has(id))));
        const left = selectModels(project, { select: [`+${one}`], exclude: [`${other}+`] });
        expect(left).toEqual(project.graph.order.filter((id) => up.has(id) && !down.has(id)));
        expect(selectModels(project, { exclude: ['tag:t0'] })).toEqual(
          project.graph.order.filter((id) => Number(id.slice('core.m'.length)) % 3 !== 0),
        );
      }),
      { numRuns: 25 },
    );
  });

  const files = {
    'models/staging/_staging.yml': `
sources: [{ name: raw, tables: [{ name: figure }] }]
models:
  - { name: stg_figure, description: One row., tags: [lourd] }
  - { name: stg_autre, description: One row. }`,
    'models/staging/stg_figure.sql': "select code from {{ source('raw', 'figure') }}",
    'models/staging/stg_autre.sql': 'select 1 as code',
    'models/core/_core.yml': 'models: [{ name: figure, description: One row., tags: [lourd] }]',
    'models/core/figure.sql': "select code from {{ ref('stg_figure') }}",
  };

  it.each([
    ['tag:lourd', ['staging.stg_figure', 'core.figure']],
    ['path:models/staging', ['staging.stg_autre', 'staging.stg_figure']],
    ['path:models/core/figure.sql', ['core.figure']],
    ['source:raw.figure', ['staging.stg_figure']],
    ['source:raw.figure+', ['staging.stg_figure', 'core.figure']],
    ['tag:lourd,path:models/core', ['core.figure']],
  ])('%s', (term, expected) => {
    expect(selectModels(projectOf(files), { select: [term] })).toEqual(expected);
  });

  it('state:modified is what is new or stated otherwise, not what only reads it', () => {
    const inForce = stateAfter(projectOf(files), 'data');
    const changed = projectOf({
      ...files,
      'models/staging/stg_figure.sql': "select code || '' as code from {{ source('raw', 'figure') }}",
    });
    const state = { inForce, fingerprints: fingerprintsOf(changed, 'other data') };
    // In this state staging stands as tables; the view is what is modified there.
    expect(selectModels(changed, { select: ['state:modified,path:models/core'], state })).toEqual([]);
    expect(selectModels(changed, { select: ['state:modified+,path:models/core'], state })).toEqual([
      'core.figure',
    ]);
  });

  it.each([
    ['figur', 'No model is named "figur".', 'Did you mean "figure"?'],
    ['tag:lour', 'No model has the tag "lour".', 'Did you mean "lourd"?'],
    ['path:models/cor', 'No model stands in "models/cor".', 'Did you mean "models/core"?'],
    ['source:raw.figures', 'There is no source "raw.figures".', 'Did you mean "raw.figure"?'],
    ['state:new', 'There is no state "new".', 'Write state:modified.'],
    ['tags:lourd', 'There is no method "tags:".', 'Did you mean "tag"?'],
  ])('%s is refused, with the one that was meant', (term, message, remede) => {
    expect(() => selectModels(projectOf(files), { select: [term] })).toThrow(
      expect.objectContaining({ code: 'selection', message, remede }),
    );
  });
});
