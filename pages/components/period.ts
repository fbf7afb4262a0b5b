import { figureOf, figureText, number, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';
import { frenchText } from './typography.ts';

/** One period of one antenne: its number, or the word that says how the number is absent. */
export interface PeriodPoint {
  /** `2024-09`, `2024-T3`, `2024-09/12m`. */
  periode: string;
  /** `S`, `3e trim.`, as short as a chart needs. */
  short: string;
  /** `septembre`, `3e trimestre`, `12 mois à fin septembre`. */
  long: string;
  value: number | null;
  text: string;
  /** The same period of the year before, where the two years compare. */
  before?: number | null;
}

/** The periods of one antenne and indicator, in time's order. */
export interface PeriodSeries {
  antenne: string;
  indicateur: string;
  libelle: string;
  points: PeriodPoint[];
  base: string;
  unite: string;
  provenance: string;
  source: string;
}

const months = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
];

/** `2024-09` as `S` and `septembre`; a period of another form stands as it is written. */
export function periodLabel(periode: string): { short: string; long: string } {
  const rolling = /^\d{4}-(\d{2})\/12m$/.exec(periode)?.[1];
  const month = months[Number(rolling ?? /^\d{4}-(\d{2})$/.exec(periode)?.[1]) - 1];
  if (month !== undefined) {
    const short = month.charAt(0).toUpperCase();
    return { short, long: rolling === undefined ? month : `12 mois à fin ${month}` };
  }
  const quarter = /^\d{4}-T([1-4])$/.exec(periode)?.[1];
  if (quarter === undefined) return { short: periode, long: periode };
  const rank = quarter === '1' ? '1er' : `${quarter}e`;
  return { short: `T${quarter}`, long: `${rank} trimestre` };
}

function pointOf(row: Row): PeriodPoint {
  const periode = text(row, 'periode');
  return {
    periode,
    ...periodLabel(periode),
    value: number(row, 'valeur'),
    text: figureText(figureOf(row)),
  };
}

/** True of the code of the whole region among antennes. */
export function isRegion(code: string): boolean {
  return code === 'CPCA' || code === '_T';
}

/**
 * The rows of the cube `periodes` of one kind of period as series, one per indicator and antenne, in the order
 * of `indicators`, then of their antennes' codes with the region last. Indicators not asked for are left out.
 */
export function periodSeries(rows: Row[], genre: string, indicators: readonly string[]): PeriodSeries[] {
  const kept = rows.filter((row) => text(row, 'genre') === genre);
  return indicators.flatMap((indicateur) => {
    const own = kept.filter((row) => text(row, 'indicateur') === indicateur);
    const antennes = [...new Set(own.map((row) => text(row, 'antenne')))].sort(
      (a, b) => Number(isRegion(a)) - Number(isRegion(b)) || (a < b ? -1 : 1),
    );
    return antennes.map((antenne): PeriodSeries => {
      const series = own.filter((row) => text(row, 'antenne') === antenne);
      return {
        antenne,
        indicateur,
        libelle: text(series[0], 'libelle'),
        points: series.map(pointOf).sort((a, b) => (a.periode < b.periode ? -1 : 1)),
        base: text(series[0], 'base'),
        unite: text(series[0], 'unite'),
        provenance: text(series[0], 'provenance'),
        source: text(series[0], 'source'),
      };
    });
  });
}

/** `2024-09` as `2023-09`: the same period of the year before. */
function yearBefore(periode: string): string {
  return periode.replace(/^\d{4}/, (year) => String(Number(year) - 1));
}

/** Series whose points have beside them the same period of the year before, for the antennes that `compares` names. */
export function withYearBefore(
  series: PeriodSeries[],
  earlier: PeriodSeries[],
  compares: (one: PeriodSeries) => boolean,
): PeriodSeries[] {
  return series.map((one) => {
    const before = earlier.find(
      ({ antenne, indicateur }) => antenne === one.antenne && indicateur === one.indicateur,
    );
    if (before === undefined || !compares(one)) return one;
    const values = new Map(before.points.map(({ periode, value }) => [periode, value]));
    const points = one.points.map((point) => ({
      ...point,
      before: values.get(yearBefore(point.periode)) ?? null,
    }));
    return { ...one, points };
  });
}

/** A series in one sentence with every figure, for who does not see the drawing. */
export function describePeriods(name: string, points: PeriodPoint[], unit: string): string {
  const parts = points.map(({ long, text: said, before }) =>
    before === undefined || before === null
      ? `${long} ${said}`
      : `${long} ${said}, un an avant ${formatNumber(before)}`,
  );
  return `${name}, colonnes en ${unit}\u00a0: ${parts.join('\u202f; ')}.`;
}

/**
 * The texts of the changes of definition that rolling twelve months of these series have within them: those of the year
 * that they end in and do not begin. The region has those of every antenne.
 */
export function mixedDefinitions(series: readonly PeriodSeries[], notes: Row[]): string[] {
  const found = notes.filter(
    (note) =>
      text(note, 'genre') === 'rupture' &&
      series.some(
        ({ antenne, indicateur, points }) =>
          indicateur === text(note, 'indicateur') &&
          [text(note, 'antenne'), 'CPCA'].includes(antenne) &&
          points.some(({ periode }) => spansTwoYears(periode, text(note, 'annee'))),
      ),
  );
  return [...new Set(found.map((note) => frenchText(text(note, 'texte'))))];
}

/** True of twelve months that end in a year before its last month. */
function spansTwoYears(periode: string, year: string): boolean {
  return /^\d{4}-(0\d|1[01])\/12m$/.test(periode) && periode.startsWith(`${year}-`);
}
