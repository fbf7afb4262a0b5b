import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KnownGroup } from './known-groups.ts';

/** A cube of a made-up release: its class, the dimension of its places, and the lines that are hidden. */
export interface FixtureCube {
  nom: string;
  classe?: 'C' | 'S';
  lieu: 'antenne' | 'departement' | 'sexe' | 'region';
  caracteristique: string;
  audiences: readonly string[];
  /** Code → finest codes; each code stands for itself where this is left out. */
  codes?: Readonly<Record<string, readonly string[]>>;
  /** `place/code`, or `code` for the region. */
  secrets?: readonly string[];
  /** Places whose base is written. */
  bases?: readonly string[];
  annees?: readonly number[];
  /** First and last year of figures that add years up. */
  cumul?: readonly [number, number];
}

/** Writes the folder of a release as publication writes it: the catalogue, and the cubes' CSV by audience. */
export async function fixtureRelease(
  groups: readonly KnownGroup[],
  cubes: readonly FixtureCube[],
  hierarchies: readonly unknown[] = [],
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'cpca-audit-'));
  const document = {
    version: 1,
    cubes: cubes.map(({ nom, classe = 'C' }) => ({ nom, classe, population: 'accompagnees' })),
    hierarchies,
  };
  await writeFile(join(dir, 'catalogue.json'), JSON.stringify(document));
  for (const cube of cubes)
    for (const audience of cube.audiences) {
      await mkdir(join(dir, audience, 'cubes'), { recursive: true });
      await writeFile(join(dir, audience, 'cubes', `${cube.nom}.csv`), cubeText(groups, cube));
    }
  return dir;
}

function cubeText(groups: readonly KnownGroup[], cube: FixtureCube): string {
  const isRegion = cube.lieu === 'region';
  const header = [
    ...['annee', 'periode', ...(isRegion ? [] : [cube.lieu]), 'caracteristique', 'modalite'],
    ...['valeur', 'statut', 'base_valeur', 'niveau'],
  ];
  const years = cube.annees ?? [...new Set(groups.map(({ annee }) => annee))];
  const all = groups.filter(({ caracteristique }) => caracteristique === cube.caracteristique);
  const [from, to] = cube.cumul ?? [];
  const periods: [number, number][] =
    from === undefined || to === undefined ? years.map((annee) => [annee, annee]) : [[from, to]];
  const lines = periods.flatMap(([first, annee]) => {
    const hers = all.filter((one) => one.annee >= first && one.annee <= annee);
    const periode = first === annee ? String(annee) : `${first}-${annee}`;
    const places = isRegion ? ['_T'] : [...new Set(hers.map((one) => placeOf(one, cube.lieu)))].sort();
    return places.flatMap((place) => placeLines([annee, periode], place, hers, cube));
  });
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

function placeLines(
  time: readonly [number, string],
  place: string,
  hers: readonly KnownGroup[],
  cube: FixtureCube,
): string[] {
  const here = hers.filter((one) => cube.lieu === 'region' || placeOf(one, cube.lieu) === place);
  const codes = cube.codes ?? Object.fromEntries(hers.map(({ modalite }) => [modalite, [modalite]]));
  const known = sumOf(here.filter(({ modalite }) => modalite !== '_U'));
  const base = cube.bases?.includes(place) ? String(known) : '';
  return Object.entries(codes).map(([code, finest]) => {
    const value = sumOf(here.filter(({ modalite }) => finest.includes(modalite)));
    const isSecret = cube.secrets?.includes(cube.lieu === 'region' ? code : `${place}/${code}`) === true;
    const dimensions = [...time, ...(cube.lieu === 'region' ? [] : [place]), cube.caracteristique, code];
    return [...dimensions, ...(isSecret ? ['', 'secret'] : [value, 'publie']), base, '0'].join(',');
  });
}

function placeOf(one: KnownGroup, lieu: FixtureCube['lieu']): string {
  if (lieu === 'sexe') return one.sexe === 'femme' ? 'femme' : 'homme_ou_inconnu';
  return lieu === 'departement' ? one.departement : lieu === 'antenne' ? one.antenne : '_T';
}

function sumOf(groups: readonly KnownGroup[]): number {
  return groups.reduce((sum, { personnes }) => sum + personnes, 0);
}
