import type { CodeLists, Contract, RowContract, RowSheet } from './contract.ts';
import { isSample } from './exercise.ts';
import { KeyedWorkbook, namesPersons, type WrittenTable } from './keyed-workbook.ts';
import { type Problem, problem } from './problem.ts';
import { brokenCells, type OpenedWorkbook, read } from './readers/read.ts';
import { recognise } from './recognise.ts';
import type { Header } from './row-header.ts';
import { isKeyed } from './row-keyed.ts';
import { type LoadedLine, type RowsResult, readRows } from './rows.ts';
import { safeName, shownText, vocabularyOf } from './safe-name.ts';
import type { Sheet, Workbook } from './workbook.ts';

/** What a file is read by, and the day of the reading (`YYYY-MM-DD`). */
export interface PseudonymisingOptions {
  sources: CodeLists & { contracts: readonly Contract[] };
  /** The pseudonyms' key for a sample or a real file. */
  keyFor: (sample: boolean) => Uint8Array | undefined;
  aujourdhui?: string | undefined;
  /** What its sender corrected of it since. */
  corriger?: ((classeur: OpenedWorkbook) => OpenedWorkbook) | undefined;
}

/** A sheet or a column that the file without names leaves out, by its place and heading: for its sender only. */
export interface LeftOut {
  feuille: string;
  colonne: string | null;
}

interface FoundHeader {
  sheet: Sheet;
  header: Header;
}

/** The file without names, or why there is none. */
export type Pseudonymised =
  | {
      ok: true;
      /** An XLSX; the same file and key give the same bytes. */
      bytes: Uint8Array;
      /** A name for it, which holds no unknown word. */
      nom: string;
      lus: number;
      /** Lines written; the others are to correct, and stay where they are. */
      ecrites: number;
      a_corriger: number;
      ecartes: LeftOut[];
      problemes: Problem[];
    }
  | { ok: false; problemes: Problem[] };

/**
 * Writes a file of persons without their names: for each line that loads, a key in place of names and file number, a
 * year in place of the day of birth, and the columns that the contract knows, as values of its lists. Nothing is copied
 * from the file: titles, sheets and headings are the contract's own, so no free text goes along. What was written is
 * read back, and refused unless it loads the same rows.
 */
export function pseudonymise(
  bytes: Uint8Array,
  fichier: string,
  { sources, keyFor, aujourdhui, corriger = (read) => read }: PseudonymisingOptions,
): Pseudonymised {
  const opened = read(bytes, fichier);
  if (!opened.ok) return opened;
  const classeur = corriger(opened.classeur);
  const recognised = recognise(classeur, sources.contracts);
  if (!recognised.ok) return { ok: false, problemes: [recognised.probleme] };
  const { contract, annee } = recognised;
  if (contract.genre !== 'lignes' || !contract.feuilles.some(namesPersons)) return withoutPersons(fichier);
  const sample = isSample(classeur);
  const key = keyFor(sample);
  const lines: LoadedLine[] = [];
  const options = { lists: sources, annee, aujourdhui, montre: shownText(sources) };
  const headers: FoundHeader[] = [];
  const result = readRows(classeur, contract, {
    ...options,
    key,
    onLine: (line) => lines.push(line),
    onTable: (sheet, header) => headers.push({ sheet, header }),
  });
  if (lines.some(({ wanted }) => isKeyed(wanted))) return alreadyDone(fichier);
  const problemes = [...brokenCells(classeur), ...result.problemes];
  if (result.nominatif && !key) return withoutKey(fichier);
  if (lines.length === 0) return { ok: false, problemes: problemes.length > 0 ? problemes : noLine(fichier) };
  if (!result.nominatif || !key) return withoutPersons(fichier);

  const written = new KeyedWorkbook(contract, sources, annee, sample, key).bytes(
    tablesOf(classeur, contract, lines, result),
    tabNames(classeur, sources.contracts),
  );
  const back = written && rowsBack(written, contract, sources, annee, aujourdhui);
  if (!written || !back || contentOf(back, back.a_corriger) !== contentOf(result, 0))
    return unfaithful(fichier);
  return {
    ok: true,
    bytes: written,
    nom: `${stemOf(fichier, contract, annee, sources.contracts)}-pseudonyme.xlsx`,
    lus: result.lus,
    ecrites: result.charges,
    a_corriger: result.a_corriger,
    ecartes: leftOut(classeur, lines, headers),
    problemes,
  };
}

/**
 * Tables in the order of the file. A sheet without any good line is written all the same, so that none is told to lack:
 * its lines wait for a correction, or stand in a CSV of their own.
 */
function tablesOf(
  { feuilles }: Workbook,
  contract: RowContract,
  lines: readonly LoadedLine[],
  { problemes }: RowsResult,
): WrittenTable[] {
  const tables = new Map<Sheet, Map<RowSheet, LoadedLine[]>>();
  for (const line of lines) {
    const ofSheet = tables.get(line.sheet) ?? new Map<RowSheet, LoadedLine[]>();
    tables.set(line.sheet, ofSheet);
    const list = ofSheet.get(line.wanted);
    if (list) list.push(line);
    else ofSheet.set(line.wanted, [line]);
  }
  const filled = [...tables]
    .sort(([a], [b]) => feuilles.indexOf(a) - feuilles.indexOf(b))
    .flatMap(([sheet, parts]) => [...parts].map(([wanted, list]) => ({ sheet, wanted, lines: list })));
  const held = new Set(filled.map(({ wanted }) => wanted.nom));
  const lacks = problemes.filter(({ code }) => code === 'FEUILLE_MANQUANTE').map(({ message }) => message);
  const empty = contract.feuilles
    .filter(
      ({ nom, onglets, attendue }) =>
        attendue && !held.has(nom) && !lacks.some((said) => said.includes(`« ${onglets[0]} »`)),
    )
    .map((wanted) => ({ sheet: undefined, wanted, lines: [] }));
  return [...filled, ...empty];
}

/** Sheets of the file → tab in the written one, as the warehouse may keep it. A CSV has no sheet: the contract's is taken. */
function tabNames({ feuilles, format }: Workbook, contracts: readonly Contract[]): Map<string, string> {
  if (format === 'csv') return new Map();
  const vocabulary = vocabularyOf(contracts);
  return new Map(
    feuilles.map(({ nom }, index) => [nom, safeName(nom, vocabulary, `feuille ${index + 1}`)] as const),
  );
}

function stemOf(
  fichier: string,
  { source }: Contract,
  annee: number,
  contracts: readonly Contract[],
): string {
  const stem = fichier.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  return safeName(stem, vocabularyOf(contracts), `${source}-${annee}`);
}

/** What the written file loads, read without a key; undefined when it is not recognised as what it is. */
function rowsBack(
  bytes: Uint8Array,
  contract: RowContract,
  sources: PseudonymisingOptions['sources'],
  annee: number,
  aujourdhui: string | undefined,
): RowsResult | undefined {
  const opened = read(bytes, 'fichier.xlsx');
  if (!opened.ok) return undefined;
  const recognised = recognise(opened.classeur, sources.contracts);
  if (!recognised.ok || recognised.contract.source !== contract.source || recognised.annee !== annee)
    return undefined;
  return readRows(opened.classeur, contract, { lists: sources, annee, key: undefined, aujourdhui });
}

/** Rows and counts as text to compare, places aside. What was to correct in a file stays in it. */
function contentOf({ tables, charges }: RowsResult, a_corriger: number): string {
  const rows = [...tables].map(([table, list]) => [
    table,
    list.map(({ feuille: _sheet, ligne: _line, ...row }) => row),
  ]);
  return JSON.stringify([charges, a_corriger, rows]);
}

/** Sheets of which no line was written, and headings of the tables read that no column of the contract knows. */
function leftOut(
  { feuilles }: Workbook,
  lines: readonly LoadedLine[],
  headers: readonly FoundHeader[],
): LeftOut[] {
  const used = new Set(lines.map(({ sheet }) => sheet));
  return feuilles.flatMap((sheet): LeftOut[] => {
    if (!used.has(sheet)) return [{ feuille: sheet.nom, colonne: null }];
    return headers
      .filter((found) => found.sheet === sheet)
      .flatMap(({ header }) => {
        const known = new Set(header.rangs.values());
        const headings = sheet.rows[header.ligne] ?? [];
        return headings.filter((cell, rang) => cell.kind === 'text' && !known.has(rang));
      })
      .map((cell) => ({ feuille: sheet.nom, colonne: cell.text.trim() }));
  });
}

function refusal(fichier: string, words: { code: string; message: string; regle: string; remede: string }) {
  return { ok: false as const, problemes: [problem({ fichier }, words)] };
}

function withoutPersons(fichier: string): Pseudonymised {
  return refusal(fichier, {
    code: 'SANS_PERSONNE',
    message: `« ${fichier} » ne contient aucune ligne nominative : il n’y a rien à pseudonymiser.`,
    regle: 'Seul un fichier dont les lignes nomment des personnes se pseudonymise.',
    remede: 'Chargez ce fichier tel quel.',
  });
}

function alreadyDone(fichier: string): Pseudonymised {
  return refusal(fichier, {
    code: 'DEJA_PSEUDONYME',
    message: `« ${fichier} » est déjà pseudonymisé.`,
    regle: 'Un fichier se pseudonymise une seule fois.',
    remede: 'Chargez ce fichier tel quel.',
  });
}

function withoutKey(fichier: string): Pseudonymised {
  return refusal(fichier, {
    code: 'CLE_ABSENTE',
    message: `« ${fichier} » contient des noms et aucune clé n’a été donnée : rien n’a été écrit.`,
    regle: 'Un pseudonyme se calcule avec la clé de pseudonymisation.',
    remede: 'Ajoutez l’option --cle suivie du fichier de clé.',
  });
}

function noLine(fichier: string): Problem[] {
  const words = {
    code: 'RIEN_A_CHARGER',
    message: `Aucune ligne n’a été trouvée dans « ${fichier} ».`,
    regle: 'Un tableau contient au moins une ligne.',
    remede: 'Vérifiez que le fichier a été enregistré après la saisie.',
  };
  return [problem({ fichier }, words)];
}

function unfaithful(fichier: string): Pseudonymised {
  return refusal(fichier, {
    code: 'ECRITURE_INFIDELE',
    message: `Le fichier sans noms tiré de « ${fichier} » ne se relit pas à l’identique : il n’a pas été écrit.`,
    regle: 'Le fichier sans noms charge exactement les mêmes lignes que le fichier d’origine.',
    remede:
      'Signalez ce message à l’administrateur, avec le nom de l’antenne et de la feuille, sans le fichier.',
  });
}
