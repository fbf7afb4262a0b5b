import { figureOf, figureText, number, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';

/** Whose outlines are drawn (`outlines.json`), as their licence wants it said. */
export const outlineSource =
  'svg-maps, France departments 2.0.0, Victor Cazanave, licence CC BY 4.0, coordonnées arrondies';

/** One territory of a map: its name, its figure, and what the figure divides. */
export interface MapPlace {
  code: string;
  name: string;
  value: number | null;
  /** The figure in words, or how it is absent. */
  text: string;
  statut: string;
  /** `1 177 / 1 230 289`; empty of a count. */
  detail: string;
}

/** One class of values, from `from` (left out, but in the first) to `to` (in it). */
export interface MapClass {
  from: number;
  to: number;
}

/** Steps that read well: 1, 2, 2,5 or 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 2.5, 5, 10].find((one) => one * power >= step - 1e-9) ?? 10) * power;
}

/** Four classes of one width from 0 that hold all values; none without a value over 0. */
export function mapClasses(values: readonly number[], count = 4): MapClass[] {
  const highest = Math.max(0, ...values);
  if (highest <= 0) return [];
  const step = roundStep(highest / count);
  return Array.from({ length: count }, (_, index) => ({
    from: Number((index * step).toPrecision(12)),
    to: Number(((index + 1) * step).toPrecision(12)),
  }));
}

/** The class of a value; −1 of none. */
export function classOf(value: number | null, classes: readonly MapClass[]): number {
  if (value === null) return -1;
  return classes.findIndex(({ from, to }, index) => value <= to && (value > from || index === 0));
}

/** `plus de 2,5 à 5`, `de 0 à 2,5`. */
export function classText({ from, to }: MapClass): string {
  return `${from === 0 ? 'de' : 'plus de'} ${formatNumber(from)} à ${formatNumber(to)}`;
}

const outside = new Set(['_T', '_U', 'hors_zone']);

/** The départements of one indicator of the cube `territoires`, in the order of their codes. */
export function mapPlaces(
  rows: readonly Row[],
  indicateur: string,
  names: Record<string, string>,
): MapPlace[] {
  return rows
    .filter((row) => text(row, 'indicateur') === indicateur && !outside.has(text(row, 'departement')))
    .map((row): MapPlace => {
      const code = text(row, 'departement');
      const parts = ['numerateur', 'denominateur'].map((name) => text(row, name));
      return {
        ...{ code, name: names[code] ?? code, value: number(row, 'valeur') },
        ...{ text: figureText(figureOf(row)), statut: text(row, 'statut') },
        detail: parts.every((part) => part !== '')
          ? parts.map((part) => formatNumber(Number(part))).join(' / ')
          : '',
      };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The map in one sentence with every figure, for who does not see it. */
export function describeMap(places: readonly MapPlace[], unit: string): string {
  const said = places.map(
    ({ name, text: figure, detail }) => `${name} ${figure}${detail === '' ? '' : ` (${detail})`}`,
  );
  return `Carte des départements, en ${unit}\u00a0: ${said.join('\u202f; ')}.`;
}
