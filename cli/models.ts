import { type Project, readProject } from '../sql/project.ts';
import { ROOT } from './places.ts';

/** The project's models and code lists, read and checked. */
export function readModels(): Project {
  return readProject({ root: ROOT, models: 'models', seeds: 'ingest/nomenclatures' });
}
