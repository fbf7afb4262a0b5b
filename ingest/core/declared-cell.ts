import type { Entry } from './contract.ts';
import type { DeclaredFigure } from './declared-figure.ts';
import { type Figure, readFigure } from './number.ts';
import { type Place, type Problem, problem } from './problem.ts';
import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

const NOTE = /^([*(¹²³]|nota?\b|nb\b|n\.b\.|source\b|remarque\b)/;
const HEADING = /^(exercice|annee|date|periode|arrete)\b/;
const INTEGER_UNITS = new Set([
  'personne',
  'orientation',
  'accompagnement',
  'nuitée',
  'enfant',
  'entretien',
  'demande',
  'participation',
  'séance',
  'stage',
  'mesure',
  'cas',
  'logement',
  'place',
  'réunion',
]);

/** The text of a row that holds one text cell and nothing else. */
export function soleText(row: readonly Cell[]): string | undefined {
  const filled = row.filter((cell) => cell.kind !== 'empty');
  return filled.length === 1 && filled[0]?.kind === 'text' ? filled[0].text : undefined;
}

export function isNote(text: string): boolean {
  return NOTE.test(fold(text));
}

export function isHeading(row: readonly Cell[]): boolean {
  const first = row.find((cell) => cell.kind !== 'empty');
  return first?.kind === 'text' && HEADING.test(fold(first.text));
}

/** True for a cell that states a figure, or tries to ("10.0028€"). */
export function isFigure(cell: Cell): boolean {
  if (cell.kind === 'number') return true;
  if (cell.kind !== 'text') return false;
  const reading = readFigure(cell);
  return (
    reading.genre === 'chiffre' ||
    (reading.genre === 'illisible' && /^[+-]?\d[\d .,]*\s*(%|€)?$/.test(fold(cell.text)))
  );
}

export function isTotal(entry: Entry): boolean {
  return entry.etiquettes.some((label) => /^total\b/.test(fold(label)));
}

export function shapeOf(figure: Figure): Pick<DeclaredFigure, 'valeur' | 'valeur_max' | 'approche'> {
  return { valeur: figure.valeur, valeur_max: figure.valeurMax, approche: figure.approche };
}

export function impossibleReason(
  unite: string | undefined,
  indicateur: string | undefined,
  figure: Figure,
): string | undefined {
  const change = indicateur?.endsWith('_evolution') === true;
  if (Math.abs(figure.valeur) > 99_999_999) return 'ce nombre est trop grand pour un effectif ou un montant';
  if (figure.valeur < 0 && !change) return 'un effectif ne peut pas être négatif';
  if (unite === '%' && !change && (figure.valeur > 100 || (figure.valeurMax ?? 0) > 100))
    return 'une part ne peut pas dépasser 100 %';
  if (unite !== undefined && INTEGER_UNITS.has(unite) && !Number.isInteger(figure.valeur))
    return 'un effectif est un nombre entier';
  return undefined;
}

export function unreadable(place: Place, cell: Cell): Problem {
  const shown = harmless(cell.text);
  const written = shown === undefined ? '' : `contient « ${shown} », qui `;
  return problem(place, {
    code: 'CHIFFRE_ILLISIBLE',
    message: `La cellule ${written}ne se lit pas comme un chiffre.`,
    valeur: shown,
    regle: 'Un chiffre s’écrit 1544, 1 544 ou 12,5 ; un inconnu s’écrit NC.',
    remede:
      'Écrivez le chiffre sans ambiguïté (virgule pour les décimales, espace pour les milliers), ou NC s’il n’est pas connu.',
  });
}

/**
 * The text of a cell, where it can be nothing but a figure ("10.0028€"): a name, a telephone number or a date of
 * birth that slipped into a table of figures must not reach a message.
 */
export function harmless(text: string): string | undefined {
  const digits = text.replace(/\D/g, '').length;
  return /^[+-]?\s?[\d\s]+([.,]\d+)?\s?(%|€|[kK]€)?$/.test(text.trim()) && digits <= 7
    ? text.trim()
    : undefined;
}

/** A label of the contract as the sender would write it this year. */
export function spoken(label: string, annee: number): string {
  return label.replace(/\{n([+-]\d)?\}/g, (_, gap: string | undefined) => String(annee + Number(gap ?? 0)));
}
