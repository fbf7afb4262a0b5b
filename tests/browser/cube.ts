import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import type { SiteUnderTest } from './setup.ts';

/** A row of a published cube: dimensions and attributes as text or number, `valeur` null when absent. */
export type CubeRow = Record<string, unknown>;

/** The rows of a cube as the release gives them to the audience of a site. */
export async function cubeRows({ releaseDir, audience }: SiteUnderTest, cube: string): Promise<CubeRow[]> {
  const bytes = await readFile(join(releaseDir, audience, 'cubes', `${cube}.arrow`));
  return tableFromIPC(bytes)
    .toArray()
    .map((row: { toJSON(): CubeRow }) => row.toJSON());
}

/** The rows whose columns have these values. */
export function rowsWhere(rows: CubeRow[], wanted: CubeRow): CubeRow[] {
  return rows.filter((row) => Object.entries(wanted).every(([name, value]) => row[name] === value));
}

/** The year of the release's data. */
export async function releaseYear({ releaseDir }: SiteUnderTest): Promise<number> {
  const manifest = JSON.parse(await readFile(join(releaseDir, 'manifest.json'), 'utf8')) as {
    donnees_du: string;
  };
  return Number(manifest.donnees_du.slice(0, 4));
}

/** The labels of the antennes' codes, as the release's catalogue gives them. */
export async function antenneLabels({ releaseDir }: SiteUnderTest): Promise<Map<string, string>> {
  const catalogue = JSON.parse(await readFile(join(releaseDir, 'catalogue.json'), 'utf8')) as {
    cubes: { nom: string; dimensions: { nom: string; codes?: Record<string, string> }[] }[];
  };
  const cube = catalogue.cubes.find(({ nom }) => nom === 'antennes');
  const codes = cube?.dimensions.find(({ nom }) => nom === 'antenne')?.codes ?? {};
  return new Map(Object.entries(codes));
}
