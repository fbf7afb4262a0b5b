import { absenceText, attributeNumber, figureOf, number, provenanceText, type Row, text } from './figure.ts';
import { formatNumber, formatShare } from './number.ts';
import { sourceText } from './source.ts';

/** Codes of a dimension that are no modalité of it. */
const TOTAL = '_T';
const UNKNOWN = '_U';

/** One modalité of a characteristic at one place. */
export interface ProfileLine {
  code: string;
  label: string;
  /** Null when the figure is absent; `statut` then says how. */
  value: number | null;
  statut: string;
  /** `12,5 %` of those of whom the characteristic is known; empty when one of the two numbers is not said. */
  share: string;
}

/** One characteristic of the persons of one place, as a cube of groups of persons tells it. */
export interface Profile {
  /** Code of the place: an antenne, a département, a sexe, `_T`. */
  place: string;
  characteristic: string;
  heading: string;
  /** `2024`, or `2022-2024` where three years are told together. */
  period: string;
  /** Known modalités; none where the place does not tell the characteristic. */
  lines: ProfileLine[];
  /** Those of whom it is not known; undefined when the cube has no such line. */
  unknown: ProfileLine | undefined;
  base: string;
  /** Persons of whom the characteristic is known; null when saying it would give a secret away. */
  baseValue: number | null;
  /** What was put together before anything was hidden, and why. */
  coarsening: string[];
  provenances: string[];
  source: string;
}

/** The codes of a characteristic's modalités in the order of their list, where the catalogue has one. */
export type CodeOrder = readonly string[];

const profileKey = (row: Row) => `${text(row, 'lieu')}\u0000${text(row, 'caracteristique')}`;

/**
 * Rows `lieu, caracteristique, modalite, periode, valeur, statut…` as one profile for each place and characteristic, in
 * the order of their first rows. A year of its own goes before one told with two others.
 */
export function profilesOf(rows: readonly Row[], order: CodeOrder = []): Profile[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(profileKey(row), [...(groups.get(profileKey(row)) ?? []), row]);
  return [...groups.values()].map((own) => profileOf(ofOnePeriod(own), order));
}

/** Of a place told for a year and over three, the year's rows. */
function ofOnePeriod(rows: readonly Row[]): Row[] {
  const periods = [...new Set(rows.map((row) => text(row, 'periode')))];
  periods.sort((a, b) => a.length - b.length || (a < b ? 1 : -1));
  // A year of which nothing is told but that it is told elsewhere gives way to the years that say something.
  const telling = periods.find((period) =>
    rows.some((row) => text(row, 'periode') === period && text(row, 'modalite') !== TOTAL),
  );
  return rows.filter((row) => text(row, 'periode') === (telling ?? periods[0]));
}

function profileOf(rows: readonly Row[], order: CodeOrder): Profile {
  const [first] = rows;
  const said = (column: string) => [...new Set(rows.map((row) => text(row, column)))].filter(Boolean);
  const told = rows.filter((row) => text(row, 'modalite') !== TOTAL);
  const bases = told.map((row) => attributeNumber(row, 'base_valeur')).filter((base) => base !== null);
  const baseValue = bases[0] ?? null;
  const known = told.filter((row) => text(row, 'modalite') !== UNKNOWN);
  const missing = told.find((row) => text(row, 'modalite') === UNKNOWN);
  return {
    place: text(first, 'lieu'),
    characteristic: text(first, 'caracteristique'),
    heading: said('libelle_caracteristique')[0] ?? text(first, 'caracteristique'),
    period: text(first, 'periode'),
    lines: known
      .map((row) => lineOf(row, baseValue))
      .sort((a, b) => rank(a.code, order) - rank(b.code, order)),
    unknown: missing === undefined ? undefined : lineOf(missing, null),
    base: inSentence(said('base')[0] ?? ''),
    baseValue,
    coarsening: said('grossissement'),
    provenances: said('provenance')
      .sort()
      .map((one) => `${provenanceText(one)}s`),
    source: sourceText(said('source').sort()),
  };
}

function lineOf(row: Row, base: number | null): ProfileLine {
  const { value, statut } = figureOf(row);
  const share = value === null || base === null ? undefined : formatShare(value, base);
  return {
    ...{ code: text(row, 'modalite'), value, statut, share: share ?? '' },
    label: begun(text(row, 'libelle') || text(row, 'modalite')),
  };
}

/** Codes that no list names come after the others, ages from the youngest, what is left of a list last. */
function rank(code: string, order: CodeOrder): number {
  const index = order.indexOf(code);
  return index === -1 ? order.length + ageOf(code) : index;
}

/** The age at which a band begins (`moins_de_21_ans` ends just below it); 0 of any other code, more of `autre…`. */
function ageOf(code: string): number {
  const band = /^(moins_de_)?(\d+)_(?:(\d+)_)?/.exec(code);
  if (band === null) return code.startsWith('autre') ? 1000 : 0;
  const [, below, from, to] = band;
  return Number(from) - (below === undefined ? 0 : 0.5) + (to === undefined ? 0 : Number(to) / 1000);
}

/** A figure of a profile in words: `113 (16,4 %)`, `secret`. */
export function lineText({ value, statut, share }: ProfileLine): string {
  if (value === null) return absenceText(statut);
  return share === '' ? formatNumber(value) : `${formatNumber(value)} (${share})`;
}

/** How many the figures count among, and of how many it is not known; among whom, where nothing else says it. */
export function baseText({ base, baseValue, unknown, lines }: Profile, words = false): string {
  if (lines.length === 0) return '';
  const whom = words && base !== '' ? `, ${base}` : '';
  if (baseValue !== null) return `Base\u00a0: ${formatNumber(baseValue)}${whom}.${unknownText(unknown)}`;
  // Base and unknowns add up to the persons accompanied, which everybody knows.
  return 'Base et non connus\u00a0: secret, et donc aucune part.';
}

/** What the profiles count among, in words: the same words once. */
export function baseWords(profiles: readonly Profile[]): string {
  const words = [...new Set(profiles.map(({ base }) => base))].filter((base) => base !== '');
  return words.length === 0 ? '' : `Base\u00a0: ${words.join('\u202f; ')}.`;
}

function unknownText(unknown: ProfileLine | undefined): string {
  if (unknown === undefined) return '';
  if (unknown.value === null) return ` Non connu\u00a0: ${absenceText(unknown.statut)}.`;
  return ` Non connu\u00a0: ${formatNumber(unknown.value)}.`;
}

/** How the modalités are told when not as finely as they are known: the release’s own words, and the years. */
export function coarseningText({ coarsening, period }: Profile): string {
  const [from, to] = period.split('-');
  const years =
    to === undefined
      ? []
      : [`De ${from} à ${to}, ensemble\u00a0: une personne accompagnée deux années y compte deux fois.`];
  return [...years, ...coarsening.map(sentence)].join(' ');
}

function sentence(said: string): string {
  return /[.!?]$/.test(said) ? begun(said) : `${begun(said)}.`;
}

/** A text as it stands within a sentence. */
function inSentence(said: string): string {
  return `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function begun(said: string): string {
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

/** A profile in one sentence with every figure, for who does not see the drawing. */
export function describeProfile(name: string, { lines }: Profile): string {
  if (lines.length === 0) return `${name}\u00a0: secret.`;
  return `${name}\u00a0: ${lines.map((line) => `${line.label} ${lineText(line)}`).join('\u202f; ')}.`;
}

/** The characteristics of profiles, each once, in the order of a list, else of their first profile. */
export function characteristicsOf(
  profiles: readonly Profile[],
  order: CodeOrder = [],
): { code: string; heading: string }[] {
  const found = new Map(profiles.map(({ characteristic, heading }) => [characteristic, heading]));
  return [...found]
    .map(([code, heading]) => ({ code, heading }))
    .sort((a, b) => rank(a.code, order) - rank(b.code, order));
}

/** The year that rows are about: the last one; null without any. */
export function lastYear(rows: readonly Row[]): number | null {
  const years = rows.map((row) => number(row, 'annee')).filter((year) => year !== null);
  return years.length === 0 ? null : Math.max(...years);
}

/** The rows of the latest year not after `year` that has any: a year that is not closed is not told. */
export function closedYear(rows: readonly Row[], year: number): Row[] {
  const past = rows.filter((row) => (number(row, 'annee') ?? Number.POSITIVE_INFINITY) <= year);
  const last = lastYear(past);
  return past.filter((row) => number(row, 'annee') === last);
}
