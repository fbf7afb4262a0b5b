import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { AUDIENCES } from './catalogue.ts';
import { sha256 } from './cube-files.ts';
import { type ProblemDraft, PublicationError, throwProblems } from './publication-error.ts';

export const MANIFEST_FILE = 'manifest.json';

/** `<date of the data>-<first 8 of the content's hash>`; nothing else is a release's folder. */
export const RELEASE_NAME = /^\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/;

/** The name of a release: its data's date, then eight digits of a hash over its content and its closed years. */
export function releaseName(donneesDu: string, contentHash: string, closes: readonly number[]): string {
  const hash = closes.length === 0 ? contentHash : sha256(`${contentHash} ${closes.join(' ')}\n`);
  return `${donneesDu}-${hash.slice(0, 8)}`;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const entry = z.object({
  fichier: z.string(),
  sha256: z.string(),
  source: z.string(),
  antenne: z.string().nullable(),
  annee: z.int().nullable(),
  lus: count,
  charges: count,
  a_corriger: count,
});

const revision = z.object({
  annee: z.int(),
  motif: z.string(),
  cubes: z.array(z.object({ cube: z.string(), audience: z.enum(AUDIENCES), cellules: count })),
});

const schema = z.object({
  version: z.literal(1),
  release: z.string().regex(RELEASE_NAME),
  donnees_du: z.iso.date(),
  echantillon: z.boolean(),
  cree_le: z.iso.datetime(),
  entrees: z.array(entry),
  modeles: z.record(z.string(), z.string()),
  parametres: z.record(z.string(), z.json()),
  /** The years that are closed, this release's and those before it. None where a release was made before years closed. */
  annees_closes: z.array(z.int()).default([]),
  /** The closed years of which this release changes what had been published, and why. */
  revisions: z.array(revision).default([]),
  /** Where this release stands in the ledger. Nowhere when it was made before there was one. */
  registre: z.object({ rang: z.int().positive(), precedent: digest }).optional(),
  cubes: z.record(
    z.enum(AUDIENCES),
    z.record(z.string(), z.object({ lignes: count, arrow: digest, parquet: digest, csv: digest })),
  ),
  /** Every file of the release but this one, by its path with `/`, and its SHA-256. */
  fichiers: z.record(z.string(), digest),
});

/** One file that the warehouse was loaded from: rows read = loaded + to correct. */
export type ManifestEntry = z.output<typeof entry>;

/** A closed year that was published again with other figures. */
export type Revision = z.output<typeof revision>;

/** What a release says of itself. */
export type Manifest = z.output<typeof schema>;

/** Reads a release's manifest. Errors (`PublicationError`): `publication_absente`, `publication_abimee`. */
export async function readManifest(releaseDir: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(releaseDir, MANIFEST_FILE), 'utf8');
  } catch (cause) {
    throw new PublicationError(
      [
        {
          code: 'publication_absente',
          message: 'Cette publication n’existe pas, ou son manifeste manque.',
          fichier: MANIFEST_FILE,
          regle: 'une publication a un manifeste',
          remede: 'Vérifiez le nom de la publication, ou publiez de nouveau.',
        },
      ],
      { cause },
    );
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new PublicationError([damaged(MANIFEST_FILE, 'n’est pas un manifeste lisible')], {
    cause: parsed.error,
  });
}

/**
 * Compares every file of a release with its manifest. Errors (`PublicationError`): `publication_abimee`, one
 * per file that is missing, changed or unknown.
 */
export async function verifyRelease(releaseDir: string): Promise<Manifest> {
  const manifest = await readManifest(releaseDir);
  const present = await hashTree(releaseDir);
  const problems: ProblemDraft[] = [];
  const at = (path: string): string => `${manifest.release}/${path}`;
  for (const [path, expected] of Object.entries(manifest.fichiers)) {
    const found = present[path];
    if (found === undefined) problems.push(damaged(at(path), 'manque'));
    else if (found !== expected) problems.push(damaged(at(path), 'a changé depuis la publication'));
  }
  for (const path of Object.keys(present)) {
    if (!Object.hasOwn(manifest.fichiers, path))
      problems.push(damaged(at(path), 'n’appartient pas à la publication'));
  }
  throwProblems(problems);
  return manifest;
}

/** The SHA-256 of every file under a release but its manifest, by path with `/`, in the order of paths. */
export async function hashTree(releaseDir: string): Promise<Record<string, string>> {
  const entries = await readdir(releaseDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((one) => one.isFile())
    .map((one) => relative(releaseDir, join(one.parentPath, one.name)).split(sep).join('/'))
    .filter((path) => path !== MANIFEST_FILE)
    .sort();
  const hashes: Record<string, string> = {};
  for (const path of paths) hashes[path] = sha256(await readFile(join(releaseDir, path)));
  return hashes;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses undefined, with the same message as for any other broken manifest.
    return undefined;
  }
}

function damaged(fichier: string, what: string): ProblemDraft {
  return {
    code: 'publication_abimee',
    message: `Publication abîmée : ${fichier} ${what}.`,
    fichier,
    regle: 'une publication ne change pas',
    remede:
      'Restaurez son dossier depuis une sauvegarde. Données d’exemple : supprimez le dossier de publication entier, puis publiez de nouveau.',
  };
}
