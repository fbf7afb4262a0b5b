import type { Column, RowSheet } from './contract.ts';
import type { CellParser, Parsed } from './row-cell.ts';
import { identityColumns, isIdentifying, type Person } from './row-identity.ts';
import type { Row } from './row-line.ts';
import { fold } from './text.ts';

/** Headings of a pseudonymised file, in place of names, file numbers and days of birth. */
export const KEYED_HEADINGS = {
  cle: 'Clé de la personne',
  annee: 'Année de naissance',
  identification: 'Identification',
} as const;

/** Names of the columns that a keyed sheet has beside the contract's: no contract can use them. */
const KEY = '#cle';
const IDENTIFICATION = '#identification';

const column = (etiquette: string, type: Column['type'], requis: boolean): Column => ({
  etiquettes: [etiquette],
  type,
  requis,
  futur: false,
});

/**
 * The sheet as its pseudonymised file writes it: a key in place of names and file number, a year in place of the day
 * of birth. Undefined for a sheet that identifies nobody.
 */
export function keyedSheet(wanted: RowSheet): RowSheet | undefined {
  const identity = identityColumns(wanted);
  if (identity.nom === undefined && identity.dossier === undefined) return undefined;
  const others = Object.entries(wanted.colonnes).filter(([, { type }]) => !isIdentifying(type));
  const colonnes: Record<string, Column> = {
    [KEY]: column(KEYED_HEADINGS.cle, 'repere', true),
    ...(identity.naissance ? { [identity.naissance]: column(KEYED_HEADINGS.annee, 'naissance', false) } : {}),
    // Kept with what describes a person, and nowhere else.
    [IDENTIFICATION]: column(KEYED_HEADINGS.identification, 'code', 'personne' in wanted.vers),
    ...Object.fromEntries(others),
  };
  return { ...wanted, colonnes };
}

/** True for a sheet made by `keyedSheet`. */
export function isKeyed(sheet: RowSheet): boolean {
  return KEY in sheet.colonnes;
}

/** True for a column that a keyed sheet has beside the contract's. */
export function isKeyedColumn(nom: string): boolean {
  return nom === KEY || nom === IDENTIFICATION;
}

/** True when a header has a column of keys. */
export function showsKeys({ rangs }: { rangs: ReadonlyMap<string, number> }): boolean {
  return rangs.has(KEY);
}

/** Reads the cells of a keyed sheet's own columns; undefined for the contract's. */
export function keyedParser(nom: string, { type }: Column): CellParser | undefined {
  if (nom === KEY) return (cell) => matched(cell.text.trim(), /^[0-9a-f]{32}$/, NOT_A_KEY);
  if (nom === IDENTIFICATION)
    return (cell) =>
      matched(fold(cell.text).replace(/ /g, '_'), /^(complete|sans_naissance)?$/, NOT_AN_IDENTIFICATION);
  if (type === 'naissance') return (cell) => matched(cell.text.trim(), /^((19|20)\d\d)?$/, NOT_A_YEAR);
  return undefined;
}

function matched(text: string, pattern: RegExp, refused: Parsed): Parsed {
  if (text === '') return { ok: true, value: null };
  return pattern.test(text) ? { ok: true, value: text } : refused;
}

const NOT_A_KEY: Parsed = {
  ok: false,
  regle: 'Une clé est écrite par « cpca pseudonymise » : 32 chiffres hexadécimaux.',
  remede: 'Pseudonymisez de nouveau le fichier d’origine.',
  coded: false,
};
const NOT_AN_IDENTIFICATION: Parsed = {
  ok: false,
  regle: 'L’identification est « complete » ou « sans_naissance ».',
  remede: 'Pseudonymisez de nouveau le fichier d’origine.',
  coded: false,
};
const NOT_A_YEAR: Parsed = {
  ok: false,
  regle: 'Un fichier pseudonymisé ne donne de la naissance que l’année.',
  remede: 'Pseudonymisez de nouveau le fichier d’origine.',
  coded: false,
};

/** Where a keyed line's key stands, for what is told of it. */
export const KEY_COLUMN = KEY;

/** The person of a line of a keyed sheet. */
export function keyedPerson(row: Row): Person {
  return {
    key: String(row[KEY] ?? '') || null,
    identification: row[IDENTIFICATION] === 'sans_naissance' ? 'sans_naissance' : 'complete',
  };
}
