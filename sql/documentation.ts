import { type BoundProject, type ColumnLineage, type ColumnRef, traceColumn } from './lineage.ts';
import type { Model, Relation } from './model.ts';
import type { Project } from './project.ts';
import type { StatedColumn, StatedTest } from './properties.ts';

/** A rule that data must keep, as its author wrote it. */
export interface DocumentedTest {
  regle: string;
  /** The arguments, as JSON. */
  arguments: Readonly<Record<string, unknown>>;
  severite: 'error' | 'warn';
}

export interface DocumentedColumn {
  nom: string;
  type: string;
  /** Null when neither this column nor one that it comes from is described. */
  description: string | null;
  /** The column that the description is taken from, `relation.column`; null when it is its own. */
  description_de: string | null;
  /** Columns that the model reads for it, `relation.column`. */
  lit: string[];
  /** Relations whose rows it counts or numbers. */
  compte: string[];
  /** Columns of sources and seeds that it comes from in the end. */
  origines: string[];
  /** Why the lineage is not known; null when it is. */
  inconnu: string | null;
  tests: DocumentedTest[];
}

export interface DocumentedRelation {
  /** `schema.name`. */
  id: string;
  nature: 'source' | 'seed' | 'model';
  couche: string;
  nom: string;
  forme: string | null;
  description: string;
  /** The columns that tell one row from another. */
  grain: string[];
  /** Ids of the relations that it reads. */
  lit: string[];
  /** Columns that decide which rows there are. */
  filtres: string[];
  colonnes: DocumentedColumn[];
  tests: DocumentedTest[];
  /** Where it is written, from the project's folder. */
  fichier: string;
}

/** The dictionary and the graph of a project: names and words, no data. */
export interface Documentation {
  version: 1;
  /** Sources, then seeds, then models in the order of the graph. */
  relations: DocumentedRelation[];
}

/** Describes every relation of a project that was bound without data. */
export function documentProject(project: Project, bound: BoundProject): Documentation {
  const models = new Map([...project.models.values()].map((model) => [model.id, model]));
  const descriptions = new Descriptions(project, bound);
  const bases = [...project.sources.values(), ...project.seeds.values()];
  const ordered = project.graph.order.flatMap((id) => models.get(id) ?? []);
  return {
    version: 1,
    relations: [
      ...bases.sort((a, b) => (a.kind === b.kind ? compare(a.id, b.id) : compare(b.kind, a.kind))),
      ...ordered,
    ].map((relation) => document(relation, bound, descriptions)),
  };
}

function document(relation: Relation, bound: BoundProject, descriptions: Descriptions): DocumentedRelation {
  const { id, kind, schema, name, description, fichier } = relation;
  const model = bound.models.get(id);
  const written = isModel(relation) ? relation : undefined;
  const columns = (model ?? bound.bases.get(id))?.columns ?? [];
  return {
    id,
    nature: kind,
    couche: schema,
    nom: name,
    forme: written?.materialized ?? null,
    description,
    grain: [...(written?.grain ?? [])],
    lit: [...(written?.reads ?? [])],
    filtres: texts(model?.filters.columns ?? []),
    colonnes: columns.map((column) => {
      const stated = relation.columns.find((one) => one.name === column.name);
      const lineage = model?.lineage.get(column.name);
      return {
        nom: column.name,
        type: column.type,
        ...descriptions.of(id, column.name),
        ...lineageWords(lineage, model && traceColumn(bound, id, column.name)),
        tests: (stated?.tests ?? []).map(documentTest),
      };
    }),
    tests: relation.tests.map(documentTest),
    fichier: written?.template.file ?? fichier,
  };
}

function isModel(relation: Relation): relation is Model {
  return relation.kind === 'model';
}

function lineageWords(
  lineage: ColumnLineage | undefined,
  traced: ColumnLineage | undefined,
): Pick<DocumentedColumn, 'lit' | 'compte' | 'origines' | 'inconnu'> {
  return {
    lit: texts(lineage?.columns ?? []),
    compte: lineage?.rows ?? [],
    origines: texts(traced?.columns ?? []),
    inconnu: lineage?.unknown ?? null,
  };
}

function texts(columns: readonly ColumnRef[]): string[] {
  return columns.map(columnText);
}

function columnText({ relation, column }: ColumnRef): string {
  return `${relation}.${column}`;
}

function documentTest({ kind, args, severity }: StatedTest): DocumentedTest {
  return { regle: kind, arguments: args, severite: severity };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Described {
  description: string | null;
  description_de: string | null;
}

/**
 * The description of a column: its own, or that of the column it comes from. It is taken from a column of the
 * same name that it reads, or from the only one that it reads; a count has none to take.
 */
class Descriptions {
  readonly #stated = new Map<string, StatedColumn>();
  readonly #bound: BoundProject;

  constructor(project: Project, bound: BoundProject) {
    this.#bound = bound;
    const relations = [...project.models.values(), ...project.sources.values(), ...project.seeds.values()];
    for (const { id, columns } of relations) {
      for (const column of columns) this.#stated.set(`${id}.${column.name}`, column);
    }
  }

  of(relation: string, column: string): Described {
    const key = `${relation}.${column}`;
    const own = this.#stated.get(key)?.description;
    if (own !== undefined) return { description: own, description_de: null };
    for (const from of this.#sources(relation, column)) {
      const found = this.of(from.relation, from.column);
      if (found.description !== null) {
        return { description: found.description, description_de: found.description_de ?? columnText(from) };
      }
    }
    return { description: null, description_de: null };
  }

  #sources(relation: string, column: string): ColumnRef[] {
    const lineage = this.#bound.models.get(relation)?.lineage.get(column);
    if (!lineage || lineage.rows.length > 0 || lineage.unknown !== undefined) return [];
    const same = lineage.columns.filter((one) => one.column === column);
    return same.length > 0 || lineage.columns.length > 1 ? same : lineage.columns;
  }
}
