import { SqlError } from './error.ts';
import type { Fingerprints } from './fingerprint.ts';
import { formOf, type Model } from './model.ts';
import { nearest, suggestion } from './nearest.ts';
import type { StateInForce } from './plan-inputs.ts';
import type { Project } from './project.ts';

export interface Selection {
  /** Terms added up; all models when left out or empty. */
  select?: readonly string[] | undefined;
  /** Terms taken away. */
  exclude?: readonly string[] | undefined;
  /** What stands and what is wanted: needed by `state:modified` alone. */
  state?: { inForce: StateInForce; fingerprints: Fingerprints } | undefined;
}

/**
 * The ids of the models that a selection names, in the order of the graph.
 *
 * A term is `name`, `tag:x`, `path:models/core` (a folder or a file), `source:raw.figure` (the models that read
 * it) or `state:modified` (new ones, and those whose own SQL or columns are stated otherwise), with `+` before
 * it for all it depends on and after it for all that depends on it. Terms joined by a comma are intersected;
 * terms of a list are added up; `exclude` is taken away.
 *
 * @throws {SqlError} `selection` for a term that names nothing.
 */
export function selectModels(project: Project, selection: Selection): string[] {
  const { select = [], exclude = [] } = selection;
  const chosen = select.length === 0 ? new Set(project.graph.order) : union(project, select, selection);
  const left = union(project, exclude, selection);
  return project.graph.order.filter((id) => chosen.has(id) && !left.has(id));
}

function union(project: Project, terms: readonly string[], selection: Selection): Set<string> {
  return new Set(terms.flatMap((term) => [...intersection(project, term, selection)]));
}

function intersection(project: Project, joined: string, selection: Selection): Set<string> {
  const [first = new Set<string>(), ...others] = joined
    .split(',')
    .map((term) => termOf(project, term.trim(), selection));
  return new Set([...first].filter((id) => others.every((other) => other.has(id))));
}

function termOf(project: Project, term: string, selection: Selection): Set<string> {
  const [, up, body = '', down] = /^(\+?)(.*?)(\+?)$/.exec(term) ?? [];
  const ids = idsOf(project, term, body, selection);
  return new Set([
    ...ids,
    ...(up ? project.graph.ancestors(ids) : []),
    ...(down ? project.graph.descendants(ids) : []),
  ]);
}

const METHODS = ['tag', 'path', 'source', 'state'];

function idsOf(project: Project, term: string, body: string, { state }: Selection): string[] {
  const [, method, value = ''] = /^(\w+):(.*)$/.exec(body) ?? [];
  const models = [...project.models.values()];
  switch (method) {
    case undefined: {
      const model = project.models.get(body);
      if (model) return [model.id];
      throw refuse(term, `No model is named "${body}".`, suggestion(body, project.models.keys()));
    }
    case 'tag':
      return some(
        term,
        models,
        ({ tags }) => tags.includes(value),
        () => {
          const tags = new Set(models.flatMap((model) => model.tags));
          return [`No model has the tag "${value}".`, suggestion(value, tags)];
        },
      );
    case 'path': {
      const path = value.replace(/\/$/, '');
      const within = ({ template: { file } }: Model): boolean => file === path || file.startsWith(`${path}/`);
      return some(term, models, within, () => {
        const files = models.map(({ template }) => template.file);
        const near = nearest(path, [...files, ...new Set(files.map((file) => file.replace(/\/[^/]*$/, '')))]);
        const remede =
          near === undefined ? 'Write a folder or a file from the root.' : `Did you mean "${near}"?`;
        return [`No model stands in "${path}".`, remede];
      });
    }
    case 'source': {
      const source = project.sources.get(value);
      if (!source)
        throw refuse(term, `There is no source "${value}".`, suggestion(value, project.sources.keys()));
      return models.filter((model) => model.reads.includes(source.id)).map(({ id }) => id);
    }
    case 'state': {
      if (value !== 'modified') throw refuse(term, `There is no state "${value}".`, 'Write state:modified.');
      if (!state) throw refuse(term, 'Nothing is known of what stands.', 'Build in a warehouse first.');
      return models.filter((model) => modified(model, state)).map(({ id }) => id);
    }
    default:
      throw refuse(term, `There is no method "${method}:".`, suggestion(method, METHODS));
  }
}

function modified(model: Model, { inForce, fingerprints }: NonNullable<Selection['state']>): boolean {
  const old = inForce.get(model.id);
  if (!old || old.form !== formOf(model)) return true;
  return old.own !== fingerprints.own.get(model.id) || old.contract !== fingerprints.contracts.get(model.id);
}

function some(
  term: string,
  models: readonly Model[],
  keep: (model: Model) => boolean,
  none: () => [string, string],
): string[] {
  const kept = models.filter(keep).map(({ id }) => id);
  if (kept.length === 0) throw refuse(term, ...none());
  return kept;
}

function refuse(term: string, message: string, remede: string): SqlError {
  return new SqlError('selection', message, { valeur: term, remede });
}
