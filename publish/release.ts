import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Warehouse } from '../sql/warehouse.ts';
import type { Catalogue } from './catalogue.ts';
import { currentName, readCurrentRelease } from './current-release.ts';
import type { DictionarySources } from './dictionary.ts';
import { MANIFEST_FILE, type Manifest, type ManifestEntry, verifyRelease } from './manifest.ts';
import { readProtectedCubes } from './protect-cubes.ts';
import { PublicationError, throwProblems } from './publication-error.ts';
import { type Written, writeContent, writeJson } from './release-content.ts';
import { clearLeftovers, putInPlace, setCurrent, temporaryPlace } from './release-folder.ts';
import type { Thresholds } from './thresholds.ts';
import { definitionRefusals } from './wall.ts';

/** Where a run tells how far it is. English, for the developer's log. */
export interface Logger {
  info(message: string): void;
}

export interface PublishOptions {
  /** The warehouse, open and not locked, or the path of its file, then opened read only. */
  warehouse: Warehouse | { path: string };
  /** The folder that holds the releases and `current`. Made if it lacks. */
  out: string;
  catalogue: Catalogue;
  thresholds: Thresholds;
  /** The date the data stand at, `2024-12-31`. */
  donneesDu: string;
  /** Samples and real data never share a folder. */
  sample: boolean;
  /** What the warehouse was loaded from, the fingerprint of each model, and parameters: kept in the manifest. */
  entrees: readonly ManifestEntry[];
  modeles: Readonly<Record<string, string>>;
  parametres: Manifest['parametres'];
  /** What the dictionary of each audience is made from; left out, the release has none. */
  dictionnaire?: DictionarySources;
  clock: () => Date;
  logger: Logger;
}

export interface Published {
  release: string;
  dir: string;
  /** False when this very content had been released before: nothing of it was written again. */
  created: boolean;
  manifest: Manifest;
}

/**
 * Writes a release from the warehouse's marts and makes it the one in force.
 *
 * Nothing is written that the wall refuses. The release is written aside and renamed into place, then
 * `current` is replaced: killed at any moment, the last release stays in force, and the next run gives the
 * same cubes. Its name is the data's date and the first eight digits of a hash over every file but the
 * manifest (which bears the time) and the databases (whose bytes differ from run to run).
 *
 * Errors (`PublicationError`): what the catalogue, the wall or a mart is refused for, all at once;
 * `echantillon_et_reel` when the folder holds the other kind; `publication_abimee` when a release of the same
 * content is there but was changed.
 */
export async function publishRelease(options: PublishOptions): Promise<Published> {
  throwProblems(definitionRefusals(options.catalogue, options.thresholds));
  const removed = await clearLeftovers(options.out, options.clock());
  if (removed > 0) options.logger.info(`removed ${removed} left-over temporary place(s)`);
  await refuseOtherKind(options);
  const { cubes } = await readProtectedCubes(options);
  const place = temporaryPlace(options.out);
  try {
    const written = await writeContent(options, cubes, place.path);
    return await install(options, written, place.path);
  } finally {
    await place.remove();
  }
}

/** Puts a written release in place under its name, or finds that it is there already; then makes it current. */
async function install(options: PublishOptions, written: Written, folder: string): Promise<Published> {
  const { out, donneesDu, sample, entrees, modeles, parametres, logger } = options;
  const release = `${donneesDu}-${written.contentHash.slice(0, 8)}`;
  const manifest: Manifest = {
    version: 1,
    release,
    donnees_du: donneesDu,
    echantillon: sample,
    cree_le: options.clock().toISOString(),
    entrees: [...entrees],
    modeles: { ...modeles },
    parametres: { ...parametres },
    cubes: written.cubes,
    fichiers: written.fichiers,
  };
  await writeJson(join(folder, MANIFEST_FILE), manifest);
  const dir = join(out, release);
  const created = !existsSync(dir) && (await putInPlace(folder, out, release));
  const inForce = created ? manifest : await verifyRelease(dir);
  if ((await currentName(out)) !== release) await setCurrent(out, release);
  logger.info(created ? `release ${release} written` : `release ${release} was already there, unchanged`);
  return { release, dir, created, manifest: inForce };
}

async function refuseOtherKind({ out, sample }: PublishOptions): Promise<void> {
  if ((await currentName(out)) === undefined) return;
  const { manifest } = await readCurrentRelease(out);
  if (manifest.echantillon === sample) return;
  const [here, given] = sample ? ['réelles', 'd’échantillon'] : ['d’échantillon', 'réelles'];
  throw new PublicationError([
    {
      code: 'echantillon_et_reel',
      message: `Ce dossier de publication contient des données ${here} : des données ${given} ne s’y ajoutent pas.`,
      regle: 'échantillons et données réelles ne se mêlent jamais',
      remede: 'Publiez dans un autre dossier.',
    },
  ]);
}
