import { parse } from 'csv-parse/sync';
import { type ProblemDraft, PublicationError } from '../publication-error.ts';

/** The code of a dimension's total. */
export const TOTAL = '_T';

/** A cell as an outsider reads it. */
export interface TableCell {
  /** One code per dimension of the table. */
  codes: readonly string[];
  /** Undefined where the table does not give it. */
  valeur: number | undefined;
  /** True where the table says that the value is hidden: such a cell is what the audit tries to find again. */
  secret: boolean;
}

/** A published table: what the audit knows of it, and all it may know. */
export interface PublishedTable {
  fichier: string;
  dimensions: readonly string[];
  cells: readonly TableCell[];
}

const VALUE = 'valeur';
const STATUS = 'statut';
const SECRET = 'secret';

/**
 * Reads a published table: dimensions (the columns before `valeur`; all others where it comes first), `valeur`,
 * `statut` (`secret` where hidden). A value that is written although secret is not used. Throws PublicationError
 * `table_illisible` with the line.
 */
export function readTable(fichier: string, texte: string): PublishedTable {
  const lines = linesOf(fichier, texte);
  const header = lines[0] ?? [];
  const value = header.indexOf(VALUE);
  if (value < 0) throw unreadable(fichier, 1, `la colonne « ${VALUE} » manque`);
  const status = header.indexOf(STATUS);
  const places = header.flatMap((_, place) =>
    place !== value && place !== status && (value === 0 || status === 0 || place < value) ? [place] : [],
  );
  if (places.length === 0) throw unreadable(fichier, 1, 'aucune colonne de dimension avant « valeur »');
  const dimensions = places.map((place) => header[place] ?? '');
  if (new Set(dimensions).size < dimensions.length)
    throw unreadable(fichier, 1, 'deux colonnes portent le même nom');
  const seen = new Map<string, number>();
  const cells = lines.slice(1).map((line, index) => {
    const ligne = index + 2;
    const codes = places.map((place) => line[place] ?? '');
    if (codes.includes('')) throw unreadable(fichier, ligne, 'un code de dimension est vide');
    const key = JSON.stringify(codes);
    const before = seen.get(key);
    if (before !== undefined)
      throw unreadable(fichier, ligne, `la cellule de la ligne ${before} est donnée une seconde fois`);
    seen.set(key, ligne);
    const stated = status < 0 ? '' : (line[status] ?? '');
    const secret = stated === SECRET || (stated === '' && (line[value] ?? '') === '');
    return { codes, valeur: secret ? undefined : numberOf(fichier, ligne, line[value] ?? ''), secret };
  });
  return { fichier, dimensions, cells };
}

function linesOf(fichier: string, texte: string): string[][] {
  try {
    const separator = /^[^\n]*;/.test(texte) ? ';' : ',';
    return parse(texte, { delimiter: separator, bom: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    const ligne = (cause as { lines?: number }).lines ?? 1;
    throw unreadable(fichier, ligne, 'cette ligne n’a pas les colonnes de la première');
  }
}

function numberOf(fichier: string, ligne: number, written: string): number | undefined {
  if (written === '') return undefined;
  const value = Number(written);
  if (!Number.isFinite(value)) throw unreadable(fichier, ligne, `« ${VALUE} » n’est pas un nombre`);
  return value;
}

function unreadable(fichier: string, ligne: number, pourquoi: string): PublicationError {
  const draft: ProblemDraft = {
    code: 'table_illisible',
    message: `${fichier}, ligne ${ligne} : ${pourquoi}.`,
    fichier,
    ligne,
    regle: 'Un tableau publié a ses dimensions, puis valeur et statut, une ligne par cellule.',
    remede: 'Écrivez-le comme les cubes d’une publication (docs/audit.md) et recommencez.',
  };
  return new PublicationError([draft]);
}
