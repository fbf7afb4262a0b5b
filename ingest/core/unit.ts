import type { Figure } from './number.ts';
import { fold } from './text.ts';

/** Words by which a hand writes a unit; a unit not listed is written by its own name. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  '%': ['%'],
  EUR: ['€', 'euro', 'eur'],
  personne: ['personne', 'pers', 'auteur', 'homme', 'femme', 'participant', 'stagiaire'],
  an: ['an', 'annee'],
  jour: ['jour', 'j'],
  heure: ['heure', 'h'],
  mois: ['mois'],
  année: [],
};

/** Units counted one by one: their figures are whole numbers. */
const WHOLE = new Set([
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
/** No antenne counts so many in a year; a telephone number or a date of birth written as a number does. */
const MOST_COUNTED = 99_999;
const MOST = 99_999_999;

/** True when the unit written in a cell is the column's, or none is written. */
export function unitAgrees(unite: string, written: string): boolean {
  if (written === '') return true;
  const base = unite.startsWith('%') ? '%' : (unite.split('/')[0] ?? unite);
  const words = WRITTEN_AS[base] ?? [fold(base)];
  return words.some((word) => written === word || written === `${word}s` || written === `${word}.`);
}

/** Why a figure cannot be one of its unit, in French; undefined when it can. */
export function impossibleReason(unite: string, indicateur: string, figure: Figure): string | undefined {
  const change = indicateur.endsWith('_evolution');
  const values = [figure.valeur, figure.valeurMax ?? figure.valeur];
  const counted = WHOLE.has(unite);
  if (!unitAgrees(unite, figure.unite)) return 'l’unité écrite n’est pas celle de la colonne ou de la ligne';
  if (values.some((value) => Math.abs(value) > (counted ? MOST_COUNTED : MOST)))
    return 'ce nombre est trop grand';
  if (values.some((value) => value < 0) && !change) return 'un effectif ne peut pas être négatif';
  if (counted && !values.every(Number.isInteger)) return 'un effectif est un nombre entier';
  if (
    unite === 'année' &&
    !values.every((value) => Number.isInteger(value) && value >= 1900 && value <= 2100)
  )
    return 'une année s’écrit en quatre chiffres';
  return unite === '%' && !change ? impossibleShare(values, figure) : undefined;
}

/** A share goes from 0 to 100 %; below 1 without its sign, 0,63 may mean 63 %. */
function impossibleShare(values: readonly number[], figure: Figure): string | undefined {
  if (values.some((value) => value > 100)) return 'une part ne peut pas dépasser 100 %';
  const [least = 0] = values;
  return least > 0 && least < 1 && figure.unite !== '%'
    ? 'on ne sait pas si c’est une fraction ou un pourcentage'
    : undefined;
}
