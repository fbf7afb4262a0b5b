import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

/** A figure of the printed report that the samples' rows give. */
export interface RowFigure {
  /** `id` in `data-samples/programme/rapport-2024/figures.csv`. */
  figure: string;
  /**
   * One row over `raw.*`, filtered by source and year: one number; or two, the least and the greatest, where the
   * report prints an extent ("de 36 à 52 ans").
   */
  sql: string;
}

/** A figure of the printed report that no row can give, with why. */
export interface ImpossibleFigure {
  figure: string;
  /** Short, French; the same words for the same reason, so that a summary can count them. */
  raison: string;
}

/** A numeric figure as the report prints it. */
export interface PrintedFigure {
  id: string;
  annee: number;
  antenne: string;
  unite: string;
  valeur: number;
  valeur_max: number | null;
  approche: boolean;
  /** Said in so many words, or read without doubt: neither derived from others nor guessed from a drawing. */
  sure: boolean;
}

const FILE = fileURLToPath(
  new URL('../../../data-samples/programme/rapport-2024/figures.csv', import.meta.url),
);
const STATED = ['text', 'table', 'chart'];

/** Every numeric figure of the report, sure or not. */
export async function printedFigures(): Promise<PrintedFigure[]> {
  const records: Record<string, string>[] = parse(await readFile(FILE, 'utf8'), { columns: true });
  return records
    .filter(({ value = '' }) => value !== '' && Number.isFinite(Number(value)))
    .map(
      ({ id = '', year, antenne = '', unit = '', value, value_max, approximate, kind = '', confidence }) => ({
        id,
        annee: Number(year),
        antenne,
        unite: unit,
        valeur: Number(value),
        valeur_max: value_max === '' ? null : Number(value_max),
        approche: approximate === 'true',
        sure: STATED.includes(kind) && Number(confidence) === 1,
      }),
    );
}

/** Half of the last digit that a round number seems to mean: 15 may be 13 to 17, 30 may be 25 to 35. */
function slack(value: number): number {
  if (value % 10 === 0) return 5;
  return value % 5 === 0 ? 2.5 : 0.5;
}

/** Rates are printed whole, or with two decimals. */
function printed(value: number, like: number): number {
  return Number(value.toFixed(Number.isInteger(like) ? 0 : 2));
}

/**
 * Whether what the rows give is what the report prints: exact counts; rates and means rounded as printed; about the
 * number where the report says so; inside the range where it gives one ("6 à 7 personnes").
 */
export function agrees(figure: PrintedFigure, found: readonly number[]): boolean {
  const { valeur, valeur_max, approche, unite } = figure;
  const [least, greatest] = found;
  if (least === undefined || found.some((number) => !Number.isFinite(number))) return false;
  if (greatest !== undefined) return least === valeur && greatest === valeur_max;
  if (valeur_max !== null) return valeur <= least && least <= valeur_max;
  if (approche) return Math.abs(least - valeur) <= slack(valeur);
  const mean = unite.includes('/') || unite === 'an' || unite === 'jour';
  return (unite.startsWith('%') || mean ? printed(least, valeur) : least) === valeur;
}
