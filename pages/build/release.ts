import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { z } from 'zod';
import { SiteError, systemCode } from './error.ts';

/** The readers that a site can be built for. */
export const audiences = ['comite', 'drdfe', 'recherche'] as const;
export type Audience = (typeof audiences)[number];

const attribute = z.object({ nom: z.string(), libelle: z.string() });
const dimension = attribute.extend({ codes: z.record(z.string(), z.string()).optional() });

const cubeSchema = z.object({
  nom: z.string().regex(/^[a-z][a-z0-9_]*$/),
  titre: z.string(),
  description: z.string(),
  dimensions: z.array(dimension),
  attributs: z.array(attribute),
});
const catalogueSchema = z.object({ version: z.literal(1), cubes: z.array(cubeSchema) });

const manifestSchema = z.object({
  version: z.literal(1),
  release: z.string().regex(/^[A-Za-z0-9._-]+$/),
  donnees_du: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  echantillon: z.boolean(),
  cree_le: z.iso.datetime().optional(),
  cubes: z.record(z.string(), z.record(z.string(), z.object({ lignes: z.number().int().nonnegative() }))),
});

const auditSchema = z.object({
  controle: z
    .object({
      cellules_verifiees: z.number().int().nonnegative(),
      cellules_retrouvables: z.number().int().nonnegative(),
    })
    .optional(),
});

const text = z.string();
const names = z.array(text);
const term = z.object({ code: text, libelle: text, unite: text.nullable(), definition: text.nullable() });
const dictionarySchema = z.object({
  version: z.literal(1),
  indicateurs: z.array(term),
  populations: z.array(term),
  absences: z.array(term),
  cubes: z.array(
    z.object({ nom: text, titre: text, description: text, mart: text, colonnes: z.array(attribute) }),
  ),
  relations: z.array(
    z.object({
      id: text,
      nature: text,
      couche: text,
      nom: text,
      description: text,
      grain: names,
      lit: names,
      colonnes: z.array(
        z.object({
          nom: text,
          type: text,
          description: text.nullable(),
          lit: names,
          compte: names,
          inconnu: text.nullable(),
        }),
      ),
    }),
  ),
});

/** What a site shows of a release's dictionary. */
export type SiteDictionary = z.infer<typeof dictionarySchema>;

export type CubeDescription = z.infer<typeof cubeSchema>;

/** What a site takes from a release: its name, its date, and the cubes of one audience. */
export interface SiteRelease {
  name: string;
  /** ISO date of the data. */
  dataDate: string;
  sample: boolean;
  /** ISO date of the release; undefined when it does not say. */
  published: string | undefined;
  /** What the audit found; null for a release that was written without it. */
  audit: { cellules_verifiees: number; cellules_retrouvables: number } | null;
  /** Cubes of the audience, in the catalogue's order, each with the bytes of its Arrow file. */
  cubes: { description: CubeDescription; arrow: Uint8Array }[];
  /** Null for a release that was written without one. */
  dictionary: SiteDictionary | null;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new SiteError(
      'site.release_absente',
      `La publication à lire n’existe pas ou n’est pas entière : ${path} manque.`,
      {
        fichier: path,
        regle: 'un site se fait d’une publication',
        remede: 'Lancez d’abord : npm run cpca -- publish',
      },
      { cause: error },
    );
  }
}

async function readDocument<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(path);
  const where = {
    fichier: path,
    regle: 'publication lisible',
    remede: 'Publiez de nouveau : npm run cpca -- publish',
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SiteError('site.release_illisible', `Le fichier ${path} n’est pas du JSON.`, where, {
      cause: error,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SiteError(
    'site.release_illisible',
    `Le fichier ${path} n’a pas la forme attendue : ${z.prettifyError(parsed.error)}`,
    where,
  );
}

/**
 * Reads the release in the folder `releaseDir` for one audience. Only that audience's folder is opened.
 * @throws SiteError when a file is missing, unreadable, or not the one that the manifest lists
 */
export async function readSiteRelease(releaseDir: string, audience: Audience): Promise<SiteRelease> {
  const manifest = await readDocument(join(releaseDir, 'manifest.json'), manifestSchema);
  const catalogue = await readDocument(join(releaseDir, 'catalogue.json'), catalogueSchema);
  const listed = manifest.cubes[audience] ?? {};
  const cubes: SiteRelease['cubes'] = [];
  for (const description of catalogue.cubes) {
    const entry = listed[description.nom];
    if (!entry) continue;
    const path = join(releaseDir, audience, 'cubes', `${description.nom}.arrow`);
    const arrow = await readFile(path).catch((error: unknown) => {
      throw new SiteError(
        'site.cube_absent',
        `La table ${description.nom} est annoncée pour ${audience}, mais ${path} ne se lit pas.`,
        {
          fichier: path,
          regle: 'publication entière',
          remede: 'Publiez de nouveau : npm run cpca -- publish',
        },
        { cause: error },
      );
    });
    const rows = tableFromIPC(arrow).numRows;
    if (rows !== entry.lignes) {
      throw new SiteError(
        'site.cube_different',
        `La table ${description.nom} a ${rows} lignes ; la publication en annonce ${entry.lignes}.`,
        {
          fichier: path,
          regle: 'publication entière',
          remede: 'Publiez de nouveau : npm run cpca -- publish',
        },
      );
    }
    cubes.push({ description, arrow });
  }
  return {
    name: manifest.release,
    dataDate: manifest.donnees_du,
    sample: manifest.echantillon,
    published: manifest.cree_le?.slice(0, 10),
    audit: await readAudit(join(releaseDir, 'audit.json')),
    cubes,
    dictionary: await readDictionary(join(releaseDir, audience, 'dictionnaire.json')),
  };
}

async function readAudit(path: string): Promise<SiteRelease['audit']> {
  return existsSync(path) ? ((await readDocument(path, auditSchema)).controle ?? null) : null;
}

async function readDictionary(path: string): Promise<SiteDictionary | null> {
  return existsSync(path) ? readDocument(path, dictionarySchema) : null;
}

/** The rows of one cube of a release, as plain objects. */
export function cubeRows(release: SiteRelease, cube: string): Record<string, unknown>[] {
  const found = release.cubes.find((entry) => entry.description.nom === cube);
  if (!found) return [];
  return tableFromIPC(found.arrow)
    .toArray()
    .map((row: { toJSON(): Record<string, unknown> }) => row.toJSON());
}
