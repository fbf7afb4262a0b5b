import { type Change, changeRow, changeText } from './change.ts';
import {
  attributeNumber,
  codeText,
  figureOf,
  figureText,
  number,
  provenanceText,
  type Row,
  text,
} from './figure.ts';
import { formatNumber, unitAfter } from './number.ts';

/** A figure at the top of a page: large, with what stands under it. */
export interface HeadFigure {
  title: string;
  /** The number, or how it is absent. */
  text: string;
  absent: boolean;
  /** As it stands after the number. */
  unit: string;
  /** Beside the year before, or why there is no comparison. */
  change: string;
  /** Other readings of the same quantity. */
  notes: string[];
  base: string;
}

/** `publie` figures of one quantity: declared first, as readers know it from the report; else calculated. */
function preferred(rows: readonly Row[]): { main: Row | undefined; other: Row | undefined } {
  const of = (provenance: string) => rows.find((row) => text(row, 'provenance') === provenance);
  const [declared, computed] = [of('declare'), of('calcule')];
  if (declared !== undefined && number(declared, 'valeur') !== null)
    return { main: declared, other: computed };
  return { main: computed ?? declared, other: undefined };
}

/**
 * One indicator of `activite` of one place (an antenne, or `CPCA`), all modules together or one module. The comparison is the
 * release's own; where it has none, the reason.
 */
export function headFigure(
  rows: readonly Row[],
  changes: Row[],
  place: { indicateur: string; antenne: string; module: string; title: string; before: number },
): HeadFigure {
  const own = rows.filter(
    (row) =>
      text(row, 'indicateur') === place.indicateur &&
      text(row, 'antenne') === place.antenne &&
      text(row, 'site') === '_T' &&
      text(row, 'module') === place.module,
  );
  const { main, other } = preferred(own);
  const figure = figureOf(main);
  const change: Change = changeText(main && changeRow(changes, main), place.before);
  const provenance = text(main, 'provenance');
  const rest = number(other, 'valeur');
  return {
    title: place.title || text(main, 'libelle') || codeText(place.indicateur),
    text: figureText(figure),
    absent: figure.value === null,
    unit: unitAfter(figure.value ?? 0, text(main, 'unite')),
    change: main === undefined ? '' : change.text,
    notes: rest === null ? [] : [`Calculé sur les lignes\u00a0: ${figureText(figureOf(other))}.`],
    base: [text(main, 'base'), provenance === '' ? '' : `chiffre ${provenanceText(provenance)}`]
      .filter((part) => part !== '')
      .join(', '),
  };
}

/** One indicator of a cube with `numerateur` and `denominateur`, at one antenne: the wait, a rate. */
export function cubeFigure(
  rows: readonly Row[],
  place: { indicateur: string; antenne: string; title: string; pour?: Record<string, string> },
): HeadFigure {
  const wanted = Object.entries({ indicateur: place.indicateur, antenne: place.antenne, ...place.pour });
  const row = rows.find((one) => wanted.every(([name, code]) => text(one, name) === code));
  const figure = figureOf(row);
  const [part, whole] = ['numerateur', 'denominateur'].map((name) => attributeNumber(row, name));
  const unit = text(row, 'unite');
  const number =
    figure.value === null ? figureText(figure) : figureText({ ...figure, value: shown(figure.value, unit) });
  return {
    ...{ title: place.title, text: number, absent: figure.value === null, change: '' },
    unit: unitAfter(figure.value ?? 0, unit),
    notes: part == null || whole == null ? [] : [`${formatNumber(part)} / ${formatNumber(whole)}.`],
    base: [text(row, 'base'), row === undefined ? '' : `chiffre ${provenanceText(text(row, 'provenance'))}`]
      .filter((said) => said !== '')
      .join(', '),
  };
}

/** A percentage to one decimal, as everywhere. */
function shown(value: number, unit: string): number {
  return unit === '%' ? Math.round(value * 10) / 10 : value;
}

/** Of whom the figures at the top are, and what must be said of it. */
export interface HeadPlace {
  code: string;
  words: string;
}

/**
 * The place that a choice of antennes has a figure of: the region for all of them, the antenne for one. Several antennes
 * together have none, since a person may be in two; nor has a place without an antenne: the region is shown, and said.
 */
export function headPlace(antennes: readonly string[] | null, names: Record<string, string>): HeadPlace {
  const region = names.CPCA ?? 'CPCA';
  const [only] = antennes ?? [];
  if (antennes === null) return { code: 'CPCA', words: region };
  if (only !== undefined && antennes.length === 1) return { code: only, words: names[only] ?? only };
  const why =
    antennes.length === 0
      ? 'aucune antenne dans ce choix'
      : 'plusieurs antennes n’ont pas de chiffre ensemble';
  return { code: 'CPCA', words: `${region} (${why})` };
}
