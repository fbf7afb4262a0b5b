import {
  type Audience,
  type Characteristic,
  codesOf,
  type PersonsCube,
  TOTAL,
  UNKNOWN,
} from '../catalogue.ts';
import type { CubeRow } from '../cube.ts';
import type { Coarsening, Line } from './characteristic-tables.ts';
import type { ConcealedLine, Concealment } from './conceal.ts';
import type { GroupSources } from './read-groups.ts';

/** What a line is said with. */
export interface Words extends Pick<GroupSources, 'widenings' | 'files'> {
  caracteristiques: readonly Characteristic[];
  /** The antennes of a département. */
  departements: ReadonlyMap<string, readonly string[]>;
}

const COARSENED: Readonly<Record<Coarsening, (line: Line) => string>> = {
  codes: () => 'Modalités regroupées : plus fines, elles permettraient de reconnaître des personnes.',
  trois_ans: ({ periode }) =>
    `Années ${periode} cumulées : une seule année permettrait de reconnaître des personnes.`,
  region: () =>
    'Non publié pour ce lieu et cette année, regroupé à la région : le détail permettrait de reconnaître des personnes.',
};
const NOT_TOLD = 'Non publié : le détail permettrait de reconnaître des personnes.';

/** The lines of an audience's cube, sorted by dimensions: what is secret has no value, and no base that would tell it. */
export function cubeRows(
  cube: PersonsCube,
  audience: Audience,
  years: readonly Concealment[],
  words: Words,
): CubeRow[] {
  const rows = years.flatMap((year) => {
    const bases = new Set(year.told.bases.map(({ key }) => key).filter((key) => !year.secret.has(key)));
    const hers = year.lines.filter((line) => tells(cube, audience, line));
    return byPlace(hers).flatMap((lines) => placeRows(cube, lines, bases, words));
  });
  return rows.sort((a, b) => compare(a.dimensions, b.dimensions));
}

/** Whether an audience's cube has a line. */
export function tells(
  { audiences, personnes }: PersonsCube,
  audience: Audience,
  { caracteristique, crossing }: Pick<Line, 'caracteristique' | 'crossing'>,
): boolean {
  const crossings = personnes.croisements_de[audience] ?? personnes.croisements;
  return (
    audiences?.includes(audience) === true &&
    personnes.caracteristiques.includes(caracteristique) &&
    crossings.includes(crossing)
  );
}

/** A line's codes in the order of a cube's dimensions; of a place that is not told at all, the total stands for all of them. */
export function dimensionsOf(cube: PersonsCube, line: Line, modalite = line.modalite): (string | number)[] {
  const periode = modalite === TOTAL ? String(line.annee) : line.periode;
  const codes: Readonly<Record<string, string | number>> = {
    ...{ annee: line.annee, periode, caracteristique: line.caracteristique },
    ...{ antenne: line.place, departement: line.place, sexe: line.place },
  };
  return cube.dimensions.map(({ nom }) => codes[nom] ?? modalite);
}

function placeRows(
  cube: PersonsCube,
  lines: readonly ConcealedLine[],
  bases: ReadonlySet<string>,
  words: Words,
): CubeRow[] {
  const [first] = lines;
  if (first === undefined) return [];
  if (lines.every(({ secret }) => secret)) {
    const text = first.crossing === 'region' ? NOT_TOLD : COARSENED.region(first);
    const attributs = attributesOf(first, words, { libelle: 'Ensemble', base: '', grossissement: text });
    return [{ dimensions: dimensionsOf(cube, first, TOTAL), valeur: null, statut: 'secret', attributs }];
  }
  return lines.map((line): CubeRow => {
    if (!line.secret && line.cause !== undefined)
      throw new Error('a figure that a rule hides was about to leave');
    const told = {
      libelle: labelOf(line, words),
      base: bases.has(line.baseKey) ? String(line.base) : '',
      grossissement: line.grossi === undefined ? '' : COARSENED[line.grossi](line),
    };
    return {
      dimensions: dimensionsOf(cube, line),
      valeur: line.secret ? null : line.valeur,
      statut: line.secret ? 'secret' : 'publie',
      attributs: attributesOf(line, words, told),
    };
  });
}

function attributesOf(
  line: Line,
  words: Words,
  { libelle, base, grossissement }: { libelle: string; base: string; grossissement: string },
): string[] {
  const one = words.caracteristiques.find(({ nom }) => nom === line.caracteristique);
  const source = filesOf(line, words).join('\n');
  return [
    libelle,
    one?.libelle ?? '',
    one?.base ?? '',
    base,
    String(line.niveau),
    grossissement,
    'calcule',
    source,
  ];
}

function labelOf(line: Line, { caracteristiques, widenings }: Words): string {
  const { caracteristique, modalite, niveau, source } = line;
  if (modalite === UNKNOWN) return 'Non connu';
  const one = caracteristiques.find(({ nom }) => nom === caracteristique);
  const own = one?.partage?.[modalite] ?? (niveau === 0 ? one?.fusions[modalite] : undefined);
  if (own !== undefined) return own.libelle;
  const wide = widenings.find(
    (other) => other.caracteristique === source && other.niveau === niveau && other.codeLarge === modalite,
  );
  const finest = one === undefined ? {} : codesOf(one, caracteristiques);
  return wide?.libelleLarge ?? finest[modalite] ?? modalite;
}

function filesOf({ annees, crossing, place }: Line, { files, departements }: Words): string[] {
  const antennes =
    crossing === 'antenne'
      ? [place]
      : crossing === 'departement'
        ? (departements.get(place) ?? [])
        : ['CPCA'];
  const all = annees.flatMap((annee) =>
    antennes.flatMap((antenne) => files.get(`${annee}/${antenne}`) ?? []),
  );
  return [...new Set(all)].filter((file) => file !== '').sort();
}

function byPlace(lines: readonly ConcealedLine[]): ConcealedLine[][] {
  const places = new Map<string, ConcealedLine[]>();
  for (const line of lines) {
    const key = `${line.crossing}/${line.place}/${line.caracteristique}`;
    places.set(key, [...(places.get(key) ?? []), line]);
  }
  return [...places.values()];
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
