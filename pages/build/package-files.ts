import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { PackageCube, PackageDocument, PreviewValue } from '../components/catalogue.ts';
import { SiteError } from './error.ts';
import { cubeRows, type SiteRelease } from './release.ts';

/** Rows of each cube that the catalogue shows. */
const previewRows = 8;

const catalogueSchema = z.object({
  cubes: z.array(
    z.object({
      nom: z.string(),
      classe: z.string(),
      unite: z.string(),
      base: z.string(),
      ventilations_retirees: z.array(z.unknown()).optional(),
    }),
  ),
});

/** Every file of an audience's folder in a release, byte for byte, by path with `/`. */
export async function packageFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const files = new Map<string, Uint8Array>();
  for (const path of paths) files.set(path, await readFile(join(folder, path)));
  return files;
}

/** What the pages of research show of the package: its cubes, their first rows, and its files. */
export function packageDocument(release: SiteRelease, files: ReadonlyMap<string, Uint8Array>): string {
  const details = catalogueOf(files);
  const document: PackageDocument = {
    cubes: release.cubes.map(({ description }) => {
      const detail = details.cubes.find(({ nom }) => nom === description.nom);
      if (detail === undefined) throw damaged();
      return describeCube(description, detail, cubeRows(release, description.nom));
    }),
    fichiers: [...files].map(([nom, content]) => ({
      ...{ nom, octets: content.byteLength },
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
  };
  return JSON.stringify(document);
}

type Description = SiteRelease['cubes'][number]['description'];
type Detail = z.infer<typeof catalogueSchema>['cubes'][number];

function describeCube(
  { nom, titre, description, dimensions, attributs }: Description,
  { classe, unite, base, ventilations_retirees }: Detail,
  rows: Record<string, unknown>[],
): PackageCube {
  const colonnes = Object.keys(rows[0] ?? {});
  const years = new Set(rows.flatMap(({ annee }) => (annee == null ? [] : [Number(annee)])));
  return {
    ...{ nom, titre, description, classe, unite, base, dimensions, attributs, colonnes },
    lignes: rows.length,
    secrets: rows.filter(({ statut }) => statut === 'secret').length,
    retirees: ventilations_retirees?.length ?? 0,
    annees: [...years].sort(),
    apercu: rows.slice(0, previewRows).map((row) => colonnes.map((column) => shown(row[column]))),
  };
}

function shown(value: unknown): PreviewValue {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' ? value : String(value);
}

function catalogueOf(files: ReadonlyMap<string, Uint8Array>): z.infer<typeof catalogueSchema> {
  const content = files.get('catalogue.json');
  if (content === undefined) throw damaged();
  const parsed = catalogueSchema.safeParse(JSON.parse(new TextDecoder().decode(content)));
  if (!parsed.success) throw damaged();
  return parsed.data;
}

function damaged(): SiteError {
  return new SiteError('site.paquet', 'Le catalogue du paquet ne décrit pas tous ses cubes.', {
    fichier: 'catalogue.json',
    regle: 'publication entière',
    remede: 'Publiez de nouveau : npm run cpca -- publish',
  });
}
