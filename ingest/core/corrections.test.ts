import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../contracts.ts';
import { type Corrections, correct, readCorrections } from './corrected.ts';
import { CORRECTIONS, correctionsBook } from './corrections.ts';
import { isWarning } from './problem.ts';
import { pseudonymise } from './pseudonymise.ts';
import { type OpenedWorkbook, read } from './readers/read.ts';
import { type Reception, receive } from './reception.ts';
import { shownText } from './safe-name.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SAMPLE = here('../../data-samples/extraits/via-voltaire-2024.xlsx');
const FILE = 'via-voltaire-2024.xlsx';
const SHEET = 'Suivi individuel';
const TODAY = '2025-02-01';
const key = Uint8Array.from({ length: 32 }, (_, index) => index * 3);

let sources: Sources;
let intact: Uint8Array;
beforeAll(async () => {
  sources = await loadSources(here('../sources'), here('../nomenclatures'));
  intact = saved(XLSX.read(await readFile(SAMPLE), { cellNF: true }));
});

const saved = (book: XLSX.WorkBook) =>
  new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function opened(bytes: Uint8Array, nom: string): OpenedWorkbook {
  const done = read(bytes, nom);
  if (!done.ok) throw new Error(done.problemes[0]?.message);
  return done.classeur;
}

/** Columns of the sample's sheet, by heading, and its first lines of persons. */
function lines(bytes: Uint8Array) {
  const sheet = opened(bytes, FILE).feuilles.find(({ nom }) => nom === SHEET);
  const header = sheet?.rows.findIndex((row) => row.some(({ text }) => text === 'Sexe')) ?? -1;
  const column = (label: string) =>
    XLSX.utils.encode_col(sheet?.rows[header]?.findIndex(({ text }) => text === label) ?? -1);
  return { first: header + 2, column };
}

/** The sample with four cells spoilt: a label, a day, a required value, a name in the place of a code. */
function spoilt(): Uint8Array {
  const { first, column } = lines(intact);
  const book = XLSX.read(intact, { cellNF: true });
  const sheet = book.Sheets[SHEET];
  if (!sheet) throw new Error('no sheet');
  sheet[`${column('Sexe')}${first}`] = { t: 's', v: 'Homne' };
  sheet[`${column('Début du suivi')}${first + 1}`] = { t: 's', v: '32/13/2024' };
  sheet[`${column('Entrée')}${first + 2}`] = { t: 'z' };
  sheet[`${column('Permanence')}${first + 3}`] = { t: 's', v: 'Dupont Jean' };
  return saved(book);
}

function reception(bytes: Uint8Array, corrections?: Corrections): Reception {
  return receive(opened(bytes, FILE), { sources, key, aujourdhui: TODAY, corrections });
}

function bookOf(bytes: Uint8Array, montre: (text: string) => string | undefined): Uint8Array {
  const { classeur, origine, problemes, ...counts } = reception(bytes);
  if (!origine) throw new Error('not recognised');
  const { contract, annee } = origine;
  const rest = { empreinte: sha(bytes), jour: TODAY, lists: sources, montre };
  return correctionsBook({ classeur, contract, annee, problemes, counts, ...rest });
}

/** The workbook as she fills it: the value that stood in the intact file, or what `said` gives for a cell. */
function filled(book: Uint8Array, said: (cellule: string) => XLSX.CellObject | undefined): Uint8Array {
  const workbook = XLSX.read(book);
  const sheet = workbook.Sheets[CORRECTIONS.onglet];
  if (!sheet) throw new Error('no sheet of corrections');
  const rows = XLSX.utils.sheet_to_json<string[]>(sheet, { header: 1, blankrows: true, defval: '' });
  const header = rows.findIndex((row) => row.includes(CORRECTIONS.valeur));
  const at = (label: string) => rows[header]?.indexOf(label) ?? -1;
  for (const [index, row] of rows.entries()) {
    const value = index > header ? said(row[at(CORRECTIONS.cellule)] ?? '') : undefined;
    if (value) sheet[XLSX.utils.encode_cell({ r: index, c: at(CORRECTIONS.valeur) })] = value;
  }
  return saved(workbook);
}

const theOriginal = (cellule: string): XLSX.CellObject | undefined =>
  XLSX.read(intact, { cellNF: true }).Sheets[SHEET]?.[cellule];

const everything = (text: string) => text;

describe('a workbook of lines to correct', () => {
  it('says of each problem where it stands, what is written and the nearest accepted value', () => {
    const { first, column } = lines(intact);
    const [sheet] = opened(bookOf(spoilt(), everything), 'c.xlsx').feuilles;
    const rows = sheet?.rows.map((row) => row.map(({ text }) => text)) ?? [];
    expect(rows[1]?.[0]).toMatch(
      /^via-voltaire-2024\.xlsx — Fichier reçu le 1er février 2025 : \d+ lignes lues, \d+ prises en compte, \d+ à corriger\. Rien n’est perdu\.$/,
    );
    const of = (cellule: string) => rows.find((row) => row[2] === cellule);
    expect(of(`${column('Sexe')}${first}`)?.slice(1, 8)).toMatchObject({ 0: SHEET, 3: 'Homne', 6: 'Homme' });
    expect(of(`${column('Permanence')}${first + 3}`)?.[4]).toBe('Dupont Jean');
    expect(of(`${column('Entrée')}${first + 2}`)?.[4]).toBe('(rien)');
  });

  it('repeats no name where it does not stay with its sender', () => {
    const book = opened(bookOf(spoilt(), shownText(sources)), 'c.xlsx');
    const texts = book.feuilles.flatMap(({ rows }) => rows.flatMap((row) => row.map(({ text }) => text)));
    expect(texts.filter((text) => /dupont|jean/i.test(text))).toEqual([]);
    expect(texts).toContain('(non repris ici : voir la cellule)');
  });

  it('links to the cell of the file, and gives the list of a coded column', () => {
    const { first, column } = lines(intact);
    const book = XLSX.read(bookOf(spoilt(), everything));
    const links = Object.values(book.Sheets[CORRECTIONS.onglet] ?? {}).flatMap((cell: XLSX.CellObject) =>
      cell?.l ? [cell.l.Target] : [],
    );
    expect(links.join('\n')).toContain(`${FILE}#'${SHEET}'!${column('Sexe')}${first}`);
    expect(XLSX.utils.sheet_to_csv(book.Sheets['Valeurs acceptées'] ?? {})).toContain('Homme');
  });

  it('gives, sent back filled, the same file without names as the file that never was wrong', () => {
    const wrong = spoilt();
    expect(reception(wrong).a_corriger).toBeGreaterThan(reception(intact).a_corriger);
    const back = readCorrections(opened(filled(bookOf(wrong, everything), theOriginal), 'c.xlsx'));
    if (!back) throw new Error('not taken for corrections');
    expect(back).toMatchObject({ empreinte: sha(wrong), problemes: [] });
    expect(reception(wrong, back).problemes.filter((found) => !isWarning(found))).toEqual(
      reception(intact).problemes.filter((found) => !isWarning(found)),
    );
    const options = { sources, keyFor: () => key, aujourdhui: TODAY };
    const mended = pseudonymise(wrong, FILE, {
      ...options,
      corriger: (classeur) => correct(classeur, back).classeur,
    });
    const expected = pseudonymise(intact, FILE, options);
    if (!mended.ok || !expected.ok) throw new Error('nothing written');
    expect(sha(mended.bytes)).toBe(sha(expected.bytes));
  });

  it('takes a line away, empties a cell, and tells a correction that finds no place', () => {
    const wrong = spoilt();
    const { first, column } = lines(intact);
    const gone = `${column('Sexe')}${first}`;
    const book = filled(bookOf(wrong, everything), (cellule) =>
      cellule === gone ? { t: 's', v: CORRECTIONS.sansLigne } : undefined,
    );
    const back = readCorrections(opened(book, 'c.xlsx'));
    if (!back) throw new Error('not taken for corrections');
    expect(reception(wrong, back)).toMatchObject({
      lus: reception(wrong).lus - 1,
      a_corriger: reception(wrong).a_corriger - 1,
    });
    const nowhere = { feuille: 'Ailleurs', ligne: 3, rang: 2, valeur: back.corrections[0]?.valeur };
    const lost = { ...back, corrections: [nowhere as Corrections['corrections'][number]] };
    expect(reception(wrong, lost).problemes.map(({ code }) => code)).toContain('CORRECTION_SANS_CELLULE');
  });

  it('is no workbook of corrections without the print of a file', () => {
    expect(readCorrections(opened(intact, FILE))).toBeUndefined();
  });

  it('is the same, byte for byte, for the same file', () => {
    expect(sha(bookOf(spoilt(), everything))).toBe(sha(bookOf(spoilt(), everything)));
  });
});
