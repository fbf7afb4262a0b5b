import { changeRow } from './change.ts';
import { attributeNumber, codeText, number, provenanceText, type Row, text } from './figure.ts';
import { sourceText } from './source.ts';
import { frenchText } from './typography.ts';

/** One line of an antenne's table: the same quantity as declared and as calculated. */
export interface ActivityLine {
  /** The antenne's own word. */
  label: string;
  /** Module and site, when the line is not the whole antenne; empty otherwise. */
  where: string;
  /** True when its word is that of the whole antenne's line, which stands above. */
  sameWord: boolean;
  /** What the figure counts among; empty when its word says it. */
  base: string;
  declared: Row | undefined;
  computed: Row | undefined;
  /** The year before, declared or else calculated. */
  before: number | null;
  /** Whether the year before was declared or calculated, where the two years are not both. */
  beforeProvenance: string;
  /** Why the year before does not compare with this one; empty when nothing says so. */
  caution: string;
  source: string;
}

export interface ActivityGroup {
  indicator: string;
  lines: ActivityLine[];
}

/** Labels of codes, from the release's catalogue; a code that is not in it is shown as words. */
export interface Labels {
  indicators: Record<string, string>;
  modules: Record<string, string>;
}

const total = '_T';

/** Order in which a reader looks for indicators; others follow by name. */
const first = [
  'personnes_accompagnees',
  'personnes_rencontrees',
  'orientations',
  'nouveaux_accueils',
  'en_cours',
  'en_attente',
  'sorties',
  'accompagnements',
];

function rank(indicator: string): number {
  const index = first.indexOf(indicator);
  return index === -1 ? first.length : index;
}

/** Rows of one quantity, whatever their year and provenance, have one key. */
function key(row: Row): string {
  return ['indicateur', 'module', 'site'].map((name) => text(row, name)).join('\u0000');
}

function whereText(row: Row, labels: Labels): string {
  const module = text(row, 'module');
  const site = text(row, 'site');
  const named = module === '' || module === total ? '' : (labels.modules[module] ?? codeText(module));
  const place = site === total ? '' : site.replaceAll("'", '’');
  return [named, place].filter((part) => part !== '').join(', ');
}

/** The base of a quantity, unless it is the very word that labels it. */
function baseText(row: Row): string {
  const base = text(row, 'base');
  return base === text(row, 'libelle') ? '' : base;
}

/** Whole antenne first, then what repeats its word by site, then the rest by module and site. */
function wholeFirst(lines: ActivityLine[]): ActivityLine[] {
  const word = lines.find((line) => line.where === '')?.label;
  const order = (line: ActivityLine) => (line.where === '' ? 0 : line.sameWord ? 1 : 2);
  return lines
    .map((line) => ({ ...line, sameWord: line.where !== '' && line.label === word }))
    .sort((a, b) => order(a) - order(b) || a.where.localeCompare(b.where, 'fr'));
}

/** Why a figure of the year before does not compare: what the release says of it, else of the year's own figures. */
function cautionText(changes: Row[], earlier: Row, now: Row[]): string {
  const found = [earlier, ...now].map((row) => changeRow(changes, row)).filter((row) => row !== undefined);
  const told = found.find(
    (row) => attributeNumber(row, 'valeur_n') !== null && attributeNumber(row, 'valeur_n_1') !== null,
  );
  return told && text(told, 'comparable') !== 'oui' ? frenchText(text(told, 'raison')) : '';
}

/**
 * The rows of the cube `activite` of one antenne, for the year and the year before, as lines grouped by
 * indicator: whole antenne first, then by module and site. Declared and calculated stand on one line when
 * they count the same thing. `changes`, rows of the cube `evolution`, say which figure of the year before does not
 * compare.
 */
export function activityGroups(
  rows: Row[],
  year: number,
  labels: Labels,
  changes: Row[] = [],
): ActivityGroup[] {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  const groups = new Map<string, ActivityLine[]>();
  for (const same of found.values()) {
    const now = same.filter((row) => number(row, 'annee') === year);
    const [any] = now;
    if (!any) continue;
    const of = (list: Row[], provenance: string) =>
      list.find((row) => text(row, 'provenance') === provenance);
    const before = same.filter((row) => number(row, 'annee') === year - 1);
    const earlier = of(before, 'declare') ?? of(before, 'calcule');
    const provenance = text(earlier ?? {}, 'provenance');
    const line: ActivityLine = {
      label: text(any, 'libelle') || codeText(text(any, 'indicateur')),
      where: whereText(any, labels),
      declared: of(now, 'declare'),
      computed: of(now, 'calcule'),
      before: number(earlier, 'valeur'),
      beforeProvenance: earlier && !of(now, provenance) ? provenanceText(provenance) : '',
      caution: earlier && number(earlier, 'valeur') !== null ? cautionText(changes, earlier, now) : '',
      sameWord: false,
      base: baseText(any),
      source: sourceText(now.map((row) => text(row, 'source'))),
    };
    const indicator = text(any, 'indicateur');
    groups.set(indicator, [...(groups.get(indicator) ?? []), line]);
  }
  return [...groups]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([indicator, lines]) => ({
      indicator: labels.indicators[indicator] ?? codeText(indicator),
      lines: wholeFirst(lines),
    }));
}
