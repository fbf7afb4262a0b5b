import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, posix } from 'node:path';
import { compile, findRelation, type Names } from './compiler.ts';
import { type DataTest, grainTest, prepareTest, type Resolve, singularTest } from './data-test.ts';
import { SqlError } from './error.ts';
import { CycleError, Graph } from './graph.ts';
import { type Macro, standardMacros } from './macros.ts';
import {
  LAYERS,
  type Layer,
  type Model,
  type Relation,
  relationId,
  SEED_SCHEMA,
  type Seed,
  type SingularTest,
  type Source,
  type UnitTest,
} from './model.ts';
import { suggestion } from './nearest.ts';
import { excerpt } from './position.ts';
import {
  PLAIN_VERDICT,
  type Properties,
  readProperties,
  type StatedModel,
  type StatedRelation,
  type StatedUnitTest,
  type Verdict,
} from './properties.ts';
import { parseSeed } from './seed.ts';
import { type Argument, parseTemplate } from './template.ts';

export interface ProjectOptions {
  /** The folder that the paths below start from and that messages leave out. */
  root: string;
  /** The models' folder, from the root: `models`. */
  models: string;
  /** The code lists' folder, from the root. Left out: no seeds. */
  seeds?: string;
  /** What `{{ var('…') }}` gives. */
  vars?: Readonly<Record<string, Argument>>;
  /** Added to the standard macros. */
  macros?: Readonly<Record<string, Macro>>;
}

/** Everything that a build needs, read and checked, nothing run. */
export interface Project {
  models: ReadonlyMap<string, Model>;
  /** The models by id. */
  byId: ReadonlyMap<string, Model>;
  sources: ReadonlyMap<string, Source>;
  seeds: ReadonlyMap<string, Seed>;
  /** SQL files of `tests/`. */
  singular: readonly SingularTest[];
  /** Every test, ready to run, in the order stated. */
  tests: readonly DataTest[];
  /** Rows in, rows out: examples that a model must hold. */
  unitTests: readonly UnitTest[];
  /** The models alone, by id. */
  graph: Graph;
  vars: Readonly<Record<string, Argument>>;
  /** A line of one of the project's files, for a message; undefined when there is none. */
  lineOf(fichier: string, ligne: number): string | undefined;
}

const TESTS = 'tests';

/**
 * Reads the models, the YAML beside them and the seeds; resolves every reference, checks the layers and orders
 * the graph.
 * @throws {SqlError} with file and line: `template`, `reference`, `layer`, `cycle`, `yaml`, `seed`, `test`,
 * `project`.
 */
export function readProject(options: ProjectOptions): Project {
  return new ProjectReader(options).read();
}

class ProjectReader {
  readonly #options: ProjectOptions;
  readonly #names: Names;
  readonly #models = new Map<string, Model>();
  readonly #sources = new Map<string, Source>();
  readonly #seeds = new Map<string, Seed>();
  readonly #singular: SingularTest[] = [];
  readonly #statedUnits: StatedUnitTest[] = [];
  /** Every text file read, for the lines that messages show. */
  readonly #texts = new Map<string, string>();

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.#names = {
      models: this.#models,
      seeds: this.#seeds,
      sources: this.#sources,
      vars: options.vars ?? {},
      macros: { ...standardMacros, ...options.macros },
    };
  }

  read(): Project {
    try {
      return this.#readAll();
    } catch (cause) {
      throw cause instanceof SqlError ? withLine(cause, this.#lineOf) : cause;
    }
  }

  readonly #lineOf = (fichier: string, ligne: number): string | undefined => {
    const text = this.#texts.get(fichier);
    return text === undefined || text.split('\n').length < ligne
      ? undefined
      : excerpt(text, ligne, undefined);
  };

  #readAll(): Project {
    const folders = this.#folders();
    const statedSeeds = new Map<string, StatedRelation>();
    for (const [layer, properties] of folders) {
      this.#declare(layer, properties, statedSeeds);
      this.#statedUnits.push(...properties.unitTests);
    }
    this.#readSeeds(statedSeeds);
    const models = [...this.#models.values()];
    for (const model of models) Object.assign(model, compile(model.template, this.#names, model));
    this.#readSingular();
    const tests = [
      ...[...this.#sources.values(), ...this.#seeds.values(), ...models].flatMap((one) => this.#testsOf(one)),
      ...this.#singular.map(singularTest),
    ];
    refuseTwins(tests);
    const unitTests = this.#statedUnits.map((stated) => this.#unitTestOf(stated));
    refuseTwins(unitTests);
    return {
      models: this.#models,
      byId: new Map(models.map((model) => [model.id, model])),
      sources: this.#sources,
      seeds: this.#seeds,
      singular: this.#singular,
      tests,
      unitTests,
      graph: this.#order(),
      vars: this.#names.vars,
      lineOf: this.#lineOf,
    };
  }

  /** The layers that have a folder, with what their YAML says; stray files and folders are refused. */
  #folders(): Map<Layer, Properties> {
    const base = this.#options.models;
    if (!existsSync(join(this.#options.root, base))) {
      throw new SqlError('project', `There is no folder ${base}.`, {
        fichier: base,
        remede: `Make it, with a folder for each layer: ${LAYERS.join(', ')}.`,
      });
    }
    const found = new Map<Layer, Properties>();
    for (const entry of this.#entries(base)) {
      const path = posix.join(base, entry.name);
      if (!entry.directory && extname(entry.name) === '.sql') {
        throw stray(path, 'Put it into the folder of its layer.');
      }
      if (!entry.directory || entry.name === TESTS) continue;
      const layer = LAYERS.find((one) => one === entry.name);
      if (!layer) throw stray(path, suggestion(entry.name, [...LAYERS, TESTS]));
      found.set(layer, this.#properties(path));
    }
    return new Map([...found].sort(([a], [b]) => LAYERS.indexOf(a) - LAYERS.indexOf(b)));
  }

  #entries(path: string): { name: string; directory: boolean }[] {
    return readdirSync(join(this.#options.root, path), { withFileTypes: true })
      .map((entry) => ({ name: entry.name, directory: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #text(path: string): string {
    const text = readFileSync(join(this.#options.root, path), 'utf8').replace(/^\uFEFF/, '');
    this.#texts.set(path, text);
    return text;
  }

  /** What the YAML files of a folder state, together: one for the whole, or one per subject. */
  #properties(folder: string): Properties {
    const found: Properties = { models: [], sources: [], seeds: [], tests: [], unitTests: [] };
    for (const entry of this.#entries(folder)) {
      const path = posix.join(folder, entry.name);
      if (entry.directory) throw stray(path, 'A layer is one flat folder.');
      if (!/\.ya?ml$/.test(entry.name)) continue;
      if (!/^_[a-z0-9_]+\.yml$/.test(entry.name))
        throw stray(path, 'YAML files are named _<subject>.yml, in lower case letters, digits and _.');
      const stated = readProperties(path, this.#text(path));
      found.models.push(...stated.models);
      found.sources.push(...stated.sources);
      found.seeds.push(...stated.seeds);
      found.tests.push(...stated.tests);
      found.unitTests.push(...stated.unitTests);
    }
    return found;
  }

  /** Notes the models, sources and seeds of a folder, so that any file may name any of them. */
  #declare(layer: Layer, properties: Properties, statedSeeds: Map<string, StatedRelation>): void {
    const folder = posix.join(this.#options.models, layer);
    for (const source of properties.sources) {
      for (const table of source.tables) this.#declareSource(source.name, source.schema, table);
    }
    for (const seed of properties.seeds) {
      if (statedSeeds.has(seed.name)) throw twice('seed', seed.name, seed);
      statedSeeds.set(seed.name, seed);
    }
    const files = this.#entries(folder).filter((entry) => extname(entry.name) === '.sql');
    const names = files.map((entry) => basename(entry.name, '.sql'));
    const stated = new Map<string, StatedModel>();
    for (const model of properties.models) {
      if (stated.has(model.name)) throw twice('model', model.name, model);
      if (!names.includes(model.name)) {
        throw at(
          model,
          'project',
          `No SQL file for the model "${model.name}".`,
          suggestion(model.name, names),
        );
      }
      stated.set(model.name, model);
    }
    for (const name of names)
      this.#declareModel(layer, name, posix.join(folder, `${name}.sql`), stated.get(name));
  }

  #declareSource(sourceName: string, schema: string, table: StatedRelation): void {
    if ([...LAYERS, SEED_SCHEMA].includes(schema)) {
      throw at(
        table,
        'layer',
        `A source cannot be the schema "${schema}".`,
        'Read models with ref, seeds with seed.',
      );
    }
    const key = `${sourceName}.${table.name}`;
    if (this.#sources.has(key)) throw twice('source', key, table);
    this.#sources.set(key, {
      ...relationOf({ schema, name: table.name }, table),
      kind: 'source',
    });
  }

  #declareModel(layer: Layer, name: string, file: string, stated: StatedModel | undefined): void {
    if (!/^[a-z_][a-z0-9_]*$/.test(name)) {
      throw new SqlError('project', `${file}: a model's name is lower case letters, digits and _.`, {
        fichier: file,
        remede: 'Rename the file.',
      });
    }
    if (/__(?:next|failed)$/.test(name)) {
      throw new SqlError('project', `${file}: a model's name does not end in __next or __failed.`, {
        fichier: file,
        remede: 'Rename the file: a build uses these names for what it has not yet put in place.',
      });
    }
    const text = this.#text(file);
    const other = this.#models.get(name);
    if (other) {
      throw new SqlError('project', `Two models are named "${name}": ${other.template.file} and ${file}.`, {
        fichier: file,
        ligne: 1,
        remede: 'Rename one: a name is unique across layers.',
      });
    }
    const template = parseTemplate(file, text);
    if (!stated?.description) {
      throw new SqlError('project', `${file}: the model "${name}" has no description.`, {
        fichier: stated?.fichier ?? file,
        ...(stated ? { ligne: stated.ligne } : {}),
        remede: `State it in a YAML file beside it, as ${posix.join(posix.dirname(file), `_${layer}.yml`)}: "One row per …".`,
      });
    }
    if (layer === 'marts') refuseBareMart(name, stated);
    const materialized = stated.materialized ?? (layer === 'staging' ? 'view' : 'table');
    if ((materialized === 'incremental') !== stated.uniqueKey.length > 0) {
      throw at(
        stated,
        'project',
        `"${name}": materialized: incremental and unique_key go together.`,
        'State unique_key: [columns that tell rows apart] for an incremental model, and for no other.',
      );
    }
    this.#models.set(name, {
      ...relationOf({ schema: layer, name }, stated),
      kind: 'model',
      layer,
      materialized,
      grain: stated.grain.length > 0 ? stated.grain : stated.uniqueKey,
      uniqueKey: stated.uniqueKey,
      tags: stated.tags,
      template,
      compiled: { sql: '', sourceOffset: (offset) => offset },
      render: () => ({ sql: '', sourceOffset: (offset) => offset }),
      reads: [],
    });
  }

  #readSeeds(stated: ReadonlyMap<string, StatedRelation>): void {
    const folder = this.#options.seeds;
    const entries = folder === undefined ? [] : this.#entries(folder);
    for (const entry of entries) {
      if (entry.directory || extname(entry.name) !== '.csv') continue;
      const name = basename(entry.name, '.csv');
      const path = posix.join(folder ?? '', entry.name);
      if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw stray(path, 'Name it in lower case letters, digits and _.');
      const bytes = readFileSync(join(this.#options.root, path));
      this.#texts.set(path, bytes.toString('utf8'));
      this.#seeds.set(name, parseSeed(name, path, bytes, stated.get(name)));
    }
    for (const seed of stated.values()) {
      if (this.#seeds.has(seed.name)) continue;
      throw at(
        seed,
        'project',
        `There is no seed "${seed.name}".`,
        suggestion(seed.name, this.#seeds.keys()),
      );
    }
  }

  #readSingular(): void {
    const folder = posix.join(this.#options.models, TESTS);
    if (!existsSync(join(this.#options.root, folder))) return;
    const { tests: stated } = this.#properties(folder);
    const files = this.#entries(folder).filter((entry) => extname(entry.name) === '.sql');
    const names = files.map((entry) => basename(entry.name, '.sql'));
    for (const one of stated) {
      if (names.includes(one.name)) continue;
      throw at(one, 'project', `No SQL file for the test "${one.name}".`, suggestion(one.name, names));
    }
    for (const name of names) {
      const file = posix.join(folder, `${name}.sql`);
      const said = stated.find((one) => one.name === name);
      const template = parseTemplate(file, this.#text(file));
      this.#singular.push({
        name,
        description: said?.description,
        ...verdictOf(said),
        template,
        ...compile(template, this.#names, undefined),
      });
    }
  }

  #testsOf(relation: Relation): DataTest[] {
    const resolve: Resolve = (text, stated) => this.#resolve(text, stated);
    const model = relation.kind === 'model' ? this.#models.get(relation.name) : undefined;
    const grain = model?.grain ?? [];
    return [
      ...(grain.length > 0 ? [grainTest(relation, grain)] : []),
      ...relation.columns.flatMap((column) => {
        const stated = column.tests.map((test) => prepareTest(test, relation, column.name, resolve));
        const said = column.tests.some(({ kind, where }) => kind === 'not_null' && where === undefined);
        const required = column.nullable === false || (model?.layer === 'marts' && !column.nullable);
        if (said || !required) return stated;
        const notNull = { kind: 'not_null', args: {}, ...PLAIN_VERDICT, where: undefined, name: undefined };
        const place = { fichier: relation.fichier, ligne: column.ligne };
        return [prepareTest({ ...notNull, ...place }, relation, column.name, resolve), ...stated];
      }),
      ...relation.tests.map((test) => prepareTest(test, relation, undefined, resolve)),
    ];
  }

  /** What `ref('x')`, `seed('x')`, `source('a', 'b')` or a bare name in YAML means. */
  #resolve(text: string, stated: { fichier: string; ligne: number }): Relation {
    const call = /\(/.test(text) ? text : `${this.#models.has(text) ? 'ref' : 'seed'}('${text}')`;
    try {
      const template = parseTemplate(stated.fichier, `{{ ${call} }}`);
      const found = template.calls[0] && findRelation(template, template.calls[0], this.#names);
      if (found) return found;
    } catch (cause) {
      if (!(cause instanceof SqlError)) throw cause;
      throw at(stated, cause.code, `"${text}" names nothing.`, cause.remede);
    }
    const form = "Write ref('…'), seed('…') or source('…', '…').";
    throw at(stated, 'reference', `"${text}" names nothing.`, form);
  }

  #unitTestOf(stated: StatedUnitTest): UnitTest {
    const model = this.#models.get(stated.model);
    if (!model) {
      const remede = suggestion(stated.model, this.#models.keys());
      throw at(stated, 'test', `The unit test "${stated.name}" names no model.`, remede);
    }
    const given = new Map(
      stated.given.map(({ input, rows }) => {
        const { id } = this.#resolve(input, stated);
        if (model.reads.includes(id)) return [id, rows];
        const remede = suggestion(id, model.reads);
        throw at(stated, 'test', `"${stated.name}": ${model.id} does not read ${id}.`, remede);
      }),
    );
    return {
      id: `${model.id}.unit.${stated.name}`,
      model: model.id,
      cte: stated.cte,
      given,
      expect: stated.expect,
      definition: ['unit', stated.cte ?? null, [...given], stated.expect],
      fichier: stated.fichier,
      ligne: stated.ligne,
    };
  }

  #order(): Graph {
    const models = new Map([...this.#models.values()].map((model) => [model.id, model]));
    try {
      return new Graph(
        new Map([...models].map(([id, model]) => [id, model.reads.filter((read) => models.has(read))])),
      );
    } catch (cause) {
      if (!(cause instanceof CycleError)) throw cause;
      const model = models.get(cause.path[0] ?? '');
      const file = model?.template.file ?? this.#options.models;
      throw new SqlError('cycle', `${file}: these models read each other: ${cause.path.join(' → ')}.`, {
        fichier: file,
        remede: 'Break the circle: move what both need into a model of its own.',
        cause,
      });
    }
  }
}

function relationOf(
  { schema, name }: { schema: string; name: string },
  stated: StatedRelation,
): Omit<Relation, 'kind'> {
  return {
    id: relationId({ schema, name }),
    schema,
    name,
    description: stated.description ?? '',
    columns: stated.columns,
    tests: stated.tests,
    fichier: stated.fichier,
    ligne: stated.ligne,
  };
}

function verdictOf(stated: Verdict | undefined): Verdict {
  const { severity, errorIf, warnIf, expected } = stated ?? PLAIN_VERDICT;
  return { severity, errorIf, warnIf, expected };
}

/** A mart says what one row is and what each column holds: readers of figures have nothing else. */
function refuseBareMart(name: string, stated: StatedModel): void {
  if (stated.grain.length === 0) {
    const remede = 'Add grain: [columns that tell rows apart].';
    throw at(stated, 'project', `The mart "${name}" states no grain.`, remede);
  }
  if (stated.columns.length === 0) {
    const remede = 'List them: - { name: …, type: …, description: … }; nullable: true where it may be null.';
    throw at(stated, 'project', `The mart "${name}" states no columns.`, remede);
  }
  for (const column of stated.columns) {
    if (column.type !== undefined) continue;
    const place = { fichier: stated.fichier, ligne: column.ligne };
    const remede = 'Write text, integer, bigint, double, boolean, date, timestamp or "decimal(18, 2)".';
    throw at(place, 'project', `The column "${name}.${column.name}" states no type.`, remede);
  }
}

function refuseTwins(tests: readonly (DataTest | UnitTest)[]): void {
  const seen = new Set<string>();
  for (const test of tests) {
    if (seen.has(test.id)) {
      throw at(test, 'test', `Two tests are named "${test.id}".`, 'Give one of them a name: { name: … }.');
    }
    seen.add(test.id);
  }
}

function at(
  place: { fichier: string; ligne: number },
  code: string,
  message: string,
  remede: string,
): SqlError {
  return new SqlError(code, `${place.fichier}:${place.ligne}: ${message}`, {
    fichier: place.fichier,
    ligne: place.ligne,
    remede,
  });
}

function twice(kind: string, name: string, place: StatedRelation): SqlError {
  return at(place, 'project', `The ${kind} "${name}" is stated twice.`, 'Keep one.');
}

function stray(path: string, remede: string): SqlError {
  return new SqlError('project', `${path} does not belong here.`, { fichier: path, remede });
}

/** The error with the line itself, when its message does not show it yet. */
export function withLine(error: SqlError, lineOf: Project['lineOf']): SqlError {
  const { fichier, ligne } = error.details;
  if (fichier === undefined || ligne === undefined || /\nline \d+: /.test(error.message)) return error;
  const line = lineOf(fichier, ligne);
  if (line === undefined) return error;
  return new SqlError(error.code, `${error.message}\n${line}`, { ...error.details, cause: error });
}
