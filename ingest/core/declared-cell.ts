import type { Entry } from './contract.ts';
import { readFigure } from './number.ts';
import { type Place, type Problem, problem } from './problem.ts';
import { DAMAGE } from './readers/damage.ts';
import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

const NOTE = /^([*(¹²³]|nota?\b|nb\b|n\.b\.|source\b|remarque\b)/;
const HEADING = /^(exercice|annee|date|periode|arrete)\b/;
const YEAR = /^(19|20)\d\d$/;
/** Longer texts are prose, even with a number in them. */
const LONGEST_FIGURE = 24;

/** The text by which a header or a line names itself: a year stays "2024" whatever format shows it. */
export function labelText(cell: Cell): string {
  return cell.kind === 'number' && Number.isInteger(cell.value) ? String(cell.value) : cell.text;
}

/** The first cells of a row that hold something, all of them unless told how many, with their column. */
export function filledCells(
  row: readonly Cell[],
  atMost = Number.POSITIVE_INFINITY,
): Array<readonly [number, Cell]> {
  const filled: Array<readonly [number, Cell]> = [];
  for (let rang = 0; rang < row.length && filled.length < atMost; rang++) {
    const cell = row[rang];
    if (cell !== undefined && cell.kind !== 'empty') filled.push([rang, cell]);
  }
  return filled;
}

/** The text of a row that holds one text cell and nothing else. */
export function soleText(row: readonly Cell[]): string | undefined {
  const filled = filledCells(row);
  const [first] = filled;
  return filled.length === 1 && first?.[1].kind === 'text' ? first[1].text : undefined;
}

/** True for a lone remark under a table. */
export function isNote(row: readonly Cell[]): boolean {
  const only = soleText(row);
  return only !== undefined && NOTE.test(fold(only));
}

/** True for "Exercice | 2024" and the like: two cells at most, the second a year or a day. */
export function isHeading(row: readonly Cell[]): boolean {
  const [first, second, ...more] = filledCells(row).map(([, cell]) => cell);
  if (first?.kind !== 'text' || !HEADING.test(fold(first.text)) || more.length > 0) return false;
  return second === undefined || second.kind === 'date' || YEAR.test(labelText(second));
}

/** True for a cell that states a figure, or tries to: "10.0028€", "12 (dont 3)", a date or an error in its place. */
export function isFigure(cell: Cell): boolean {
  if (cell.kind !== 'text') return cell.kind !== 'empty';
  return (
    readFigure(cell).genre === 'chiffre' ||
    (/\d/.test(cell.text) && cell.text.trim().length <= LONGEST_FIGURE)
  );
}

/** Columns of a row that state figures: not its label, and not the years of a header. */
export function figureColumns(row: readonly Cell[]): number[] {
  const filled = filledCells(row);
  const [first] = filled;
  const body = first?.[1].kind === 'text' && /\p{L}/u.test(first[1].text) ? filled.slice(1) : filled;
  const figures = body.filter(([, cell]) => isFigure(cell));
  return figures.every(([, cell]) => YEAR.test(labelText(cell))) ? [] : figures.map(([rang]) => rang);
}

export function isTotal(entry: Entry): boolean {
  return entry.etiquettes.some((label) => /^total\b/.test(fold(label)));
}

/** A cell that no reading fits. */
export function unreadable(place: Place, cell: Cell): Problem {
  const shown = harmless(cell.text);
  if (cell.kind === 'error') {
    const damage = DAMAGE[cell.text];
    if (damage)
      return problem(place, {
        code: 'CHIFFRE_ILLISIBLE',
        message: 'La cellule ne se lit pas comme un chiffre.',
        ...damage,
      });
    return problem(place, {
      code: 'FORMULE_SANS_VALEUR',
      message: 'La cellule contient une formule en erreur ou sans valeur enregistrée.',
      regle: 'Une cellule de chiffres contient une valeur.',
      remede: 'Ouvrez le classeur dans Excel, laissez-le calculer, enregistrez-le et renvoyez-le.',
    });
  }
  return problem(place, {
    code: 'CHIFFRE_ILLISIBLE',
    message: `La cellule ${shown === undefined ? '' : `contient « ${shown} », qui `}ne se lit pas comme un chiffre.`,
    valeur: shown,
    regle: 'Un chiffre s’écrit 1544, 1 544 ou 12,5 ; un inconnu s’écrit NC.',
    remede:
      'Écrivez le chiffre sans ambiguïté (virgule pour les décimales, espace pour les milliers), ou NC s’il n’est pas connu.',
  });
}

/**
 * The text of a cell, where it can be nothing but a figure ("10.0028€", "-3"): a name, a telephone number or a date of
 * birth that slipped into a table of figures must not reach a message.
 */
export function harmless(text: string): string | undefined {
  const trimmed = text.trim();
  const isNumber = /^[+-]?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)([.,]\d+)?[ \u00a0\u202f]?(%|€|[kK]€)?$/.test(
    trimmed,
  );
  return isNumber &&
    (/[.,€%+-]/.test(trimmed)
      ? trimmed.replace(/\D/g, '').length <= 7
      : Number(trimmed.replace(/\D/g, '')) <= 9999)
    ? trimmed
    : undefined;
}

/** A label or title of the contract as the sender would write it this year. */
export function spoken(label: string, annee: number): string {
  return label
    .replace(/\{n([+-]\d)?\}/g, (_, gap: string | undefined) => String(annee + Number(gap ?? 0)))
    .replace(/^# /, '… ')
    .replace(/ # /g, ' … ');
}
