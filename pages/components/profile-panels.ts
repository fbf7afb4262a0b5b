import { type Row, text } from './figure.ts';
import { codeLabels, type DescribedCube, departementText } from './label.ts';
import { type CodeOrder, characteristicsOf, type Profile, profilesOf } from './profile.ts';

/** A profile under the name that its drawing bears. */
export interface Panel {
  name: string;
  profile: Profile;
}

/** The profiles of one characteristic, each under the name of its place. */
export interface PanelGroup {
  code: string;
  heading: string;
  panels: Panel[];
  /** Names of the places that should be there and have no line: they do not send the characteristic. */
  missing: string[];
}

/** What a place of a cube of profiles is. */
export type PlaceKind = 'antenne' | 'departement' | 'sexe';

/** The whole region among places. */
export const REGION_PLACE = '_T';

/** The name of a place, from the release's catalogue. */
export function placeName(cubes: DescribedCube[], kind: PlaceKind, code: string): string {
  if (code === REGION_PLACE) return 'Région';
  if (kind === 'departement') return departementText(cubes, code);
  const own =
    kind === 'sexe' ? codeLabels(cubes, 'profil_region', 'sexe') : codeLabels(cubes, 'antennes', 'antenne');
  return own[code] ?? code;
}

/** The codes that the catalogue lists of a dimension of a cube, in its order. */
function codeOrder(cubes: DescribedCube[], cube: string, dimension: string): CodeOrder {
  return Object.keys(codeLabels(cubes, cube, dimension));
}

/** Rows of a cube of profiles by characteristic, then by place, the region first. */
export function groupsByCharacteristic(
  cubes: DescribedCube[],
  cube: string,
  kind: PlaceKind,
  rows: readonly Row[],
  expected: readonly string[] = [],
): PanelGroup[] {
  const profiles = profilesOf(rows, codeOrder(cubes, cube, 'modalite'));
  const name = (code: string) => placeName(cubes, kind, code);
  return characteristicsOf(profiles, codeOrder(cubes, cube, 'caracteristique')).map(({ code, heading }) => {
    const own = profiles.filter(({ characteristic }) => characteristic === code);
    const told = new Set(own.map(({ place }) => place));
    return {
      ...{ code, heading },
      panels: own
        .map((profile) => ({ name: name(profile.place), profile }))
        .sort((a, b) => Number(b.profile.place === REGION_PLACE) - Number(a.profile.place === REGION_PLACE)),
      missing: expected.filter((one) => !told.has(one)).map(name),
    };
  });
}

/** The profiles of the only place of rows, one panel a characteristic. */
export function panelsOfPlace(cubes: DescribedCube[], cube: string, rows: readonly Row[]): Panel[] {
  return groupsByCharacteristic(cubes, cube, 'antenne', rows).flatMap(({ heading, panels }) =>
    panels.map(({ profile }) => ({ name: heading, profile })),
  );
}

/** The rows of one place. */
export function rowsOfPlace(rows: readonly Row[], ...places: string[]): Row[] {
  return rows.filter((row) => places.includes(text(row, 'lieu')));
}
