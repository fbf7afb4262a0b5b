import { number, type Row } from './figure.ts';

/** Persons accompanied by an antenne: as declared, else as calculated; null when neither is known. */
export function knownPersons(row: Row): number | null {
  return number(row, 'valeur') ?? number(row, 'calcule');
}
