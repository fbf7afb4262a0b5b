import { SqlError } from './error.ts';
import { suggestion } from './nearest.ts';
import type { Project } from './project.ts';

/**
 * The models that a selection names: `name`, `+name` (with all it depends on), `name+` (with all that depends
 * on it), `+name+`; several are added up. Ids, in the order of the graph.
 * @throws {SqlError} `selection` for a name that is no model.
 */
export function selectModels(project: Project, selection: readonly string[]): string[] {
  const chosen = new Set<string>();
  for (const term of selection) {
    const [, up, name = '', down] = /^(\+?)(.*?)(\+?)$/.exec(term) ?? [];
    const model = project.models.get(name);
    if (!model) {
      throw new SqlError('selection', `No model is named "${name}".`, {
        valeur: term,
        remede: suggestion(name, project.models.keys()),
      });
    }
    chosen.add(model.id);
    if (up) for (const id of project.graph.ancestors([model.id])) chosen.add(id);
    if (down) for (const id of project.graph.descendants([model.id])) chosen.add(id);
  }
  return project.graph.order.filter((id) => chosen.has(id));
}
