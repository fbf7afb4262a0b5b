import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from './cli-error.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');

/** Where one kind of data lives. Samples and real data never share a place. */
export interface Places {
  sample: boolean;
  warehouse: string;
  publication: string;
  sites: string;
}

export const SAMPLES_DIR = join(ROOT, 'data-samples');
export const SAMPLE_KEY = join(SAMPLES_DIR, 'cle-exemple.txt');
export const SOURCES_DIR = join(ROOT, 'ingest', 'sources');
export const LISTS_DIR = join(ROOT, 'ingest', 'nomenclatures');

/** Places of the samples or of real data; `CPCA_WAREHOUSE`, `CPCA_PUBLICATION` and `CPCA_SITE` move them. */
export function placesOf(sample: boolean, env: NodeJS.ProcessEnv): Places {
  return {
    sample,
    warehouse: env.CPCA_WAREHOUSE ?? join(ROOT, 'warehouse', sample ? 'samples.duckdb' : 'cpca.duckdb'),
    publication: env.CPCA_PUBLICATION ?? join(ROOT, 'publication', ...(sample ? ['samples'] : [])),
    sites: env.CPCA_SITE ?? join(ROOT, '.site'),
  };
}

/**
 * Places for a command that reads what was loaded: those asked for, else those of real data where they exist, else
 * the samples'. Throws a CliError when nothing was loaded yet.
 */
export function placesToRead(
  asked: boolean | undefined,
  env: NodeJS.ProcessEnv,
  what: 'warehouse' | 'publication',
): Places {
  // A folder whose releases are all withdrawn has no current one, and is not an empty folder.
  const markers = (places: Places) =>
    what === 'warehouse'
      ? [places.warehouse]
      : [join(places.publication, 'current'), join(places.publication, 'registre.jsonl')];
  const candidates =
    asked === undefined ? [placesOf(false, env), placesOf(true, env)] : [placesOf(asked, env)];
  const found = candidates.find((places) => markers(places).some((file) => existsSync(file)));
  if (found) return found;
  const first = what === 'warehouse' ? 'npm run cpca -- ingest <dossier>' : 'npm run cpca -- publish';
  throw new CliError(
    'RIEN_A_LIRE',
    what === 'warehouse' ? 'Aucun entrepôt n’a encore été créé.' : 'Aucune publication n’existe encore.',
    `Lancez d’abord « ${first} », ou « npm start » pour les données d’exemple.`,
    1,
  );
}
