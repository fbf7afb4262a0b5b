import { acceptedValues, columnOf, nearestAccepted } from './accepted-value.ts';
import { answerOf, type Counts } from './answer.ts';
import type { CodeLists, Contract } from './contract.ts';
import { columnName, isWarning, type Problem } from './problem.ts';
import { cellAt, type Workbook } from './workbook.ts';
import {
  quotedSheet,
  type Validation,
  type WrittenCell,
  type WrittenSheet,
  writeBook,
} from './workbook-writer.ts';

/** What a workbook of lines to correct is made from. */
export interface CorrectionsSource {
  classeur: Workbook;
  contract: Contract;
  annee: number;
  problemes: readonly Problem[];
  counts: Counts;
  /** SHA-256 of the file, hexadecimal: corrections are for these bytes only. */
  empreinte: string;
  /** The day of the answer, `YYYY-MM-DD`. */
  jour: string;
  lists: CodeLists;
  /**
   * What is repeated of a cell. In the page all of it, since the workbook stays with its sender; elsewhere only what names
   * nobody, undefined for the rest.
   */
  montre: (text: string) => string | undefined;
  /** The file and its sheets as they may be kept, where the workbook does not stay with its sender. */
  noms?: { fichier: string; feuilles: ReadonlyMap<string, string> };
}

/** Headings of the sheet, by which it is known again. */
export const CORRECTIONS = {
  onglet: 'À corriger',
  empreinte: 'Empreinte du fichier',
  feuille: 'Feuille',
  cellule: 'Cellule',
  valeur: 'Valeur corrigée',
  /** What is written in place of a value to empty the cell, or to take its line away. */
  vide: '(vide)',
  sansLigne: '(ligne supprimée)',
} as const;

const HEADINGS = [
  'N°',
  CORRECTIONS.feuille,
  CORRECTIONS.cellule,
  'Colonne',
  'Ce qui est écrit',
  'Ce qui ne va pas',
  'Ce qui est attendu',
  'Valeur acceptée la plus proche',
  'Comment corriger',
  CORRECTIONS.valeur,
];
const WIDTHS = [5, 20, 10, 20, 24, 40, 46, 24, 46, 26];
const ENTRY = HEADINGS.indexOf(CORRECTIONS.valeur);
const LISTS = 'Valeurs acceptées';
const NOT_REPEATED = '(non repris ici : voir la cellule)';

/** Problems that a corrected value may mend: they stand in a cell, or at least on a line. */
function isMendable({ ligne }: Problem): boolean {
  return ligne !== null;
}

/** True when there is something to correct. */
export function hasCorrections(problemes: readonly Problem[]): boolean {
  return problemes.some((found) => !isWarning(found));
}

/**
 * A workbook with a line per problem: where, what is written, what is expected, how to mend, and a column to write the
 * value in. Sent back with the file it is about, it corrects it; that file is never rewritten.
 */
export function correctionsBook(source: CorrectionsSource): Uint8Array {
  const wrong = source.problemes.filter((found) => !isWarning(found));
  const told = source.problemes.filter(isWarning);
  const lists = new Map<string, string[]>();
  const head = headOf(source);
  const validations: Validation[] = [];
  const rows = wrong.map((found, index): WrittenCell[] => {
    const ligne = head.length + 2 + index;
    const accepted = acceptedOf(source, found);
    if (accepted.length > 0) {
      lists.set(accepted.join('\n'), accepted);
      validations.push(listOn(ligne, [...lists.keys()].indexOf(accepted.join('\n')), accepted.length));
    }
    return rowOf(source, found, index + 1);
  });
  const sheet: WrittenSheet = {
    nom: CORRECTIONS.onglet,
    largeurs: WIDTHS,
    figees: head.length + 1,
    paysage: true,
    rows: [...head, HEADINGS.map((value) => ({ value, style: 'heading' as const })), ...rows],
    listes: validations,
  };
  return writeBook({
    titre: 'Lignes à corriger',
    feuilles: [
      sheet,
      ...(told.length > 0 ? [toldSheet(source, told)] : []),
      ...(lists.size > 0 ? [listsSheet([...lists.values()])] : []),
    ],
  });
}

/** A name for the workbook, beside that of its file. */
export function correctionsName(fichier: string): string {
  return `${fichier.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '')}-corrections.xlsx`;
}

/** A text without the file's own name, which may be that of a person. */
function said({ classeur, noms }: CorrectionsSource, text: string): string {
  return noms === undefined ? text : text.replaceAll(classeur.fichier, noms.fichier);
}

function headOf(source: CorrectionsSource): WrittenCell[][] {
  const { classeur, contract, annee, counts, empreinte, jour } = source;
  const note = (value: string): WrittenCell[] => [{ value, style: 'note' }];
  return [
    [{ value: `Lignes à corriger — ${contract.libelle}, ${annee}`, style: 'title' }],
    [{ value: `${said(source, classeur.fichier)} — ${answerOf(counts, contract.genre, jour)}` }],
    [{ value: CORRECTIONS.empreinte }, { value: null }, { value: empreinte }],
    note(
      `Écrivez la bonne valeur dans « ${CORRECTIONS.valeur} », ou ${CORRECTIONS.vide} pour vider la cellule, ou ${CORRECTIONS.sansLigne} pour retirer la ligne. Enregistrez.`,
    ),
    note(
      'Déposez ensuite ce classeur avec le fichier d’origine, inchangé : il n’est jamais récrit. Gardez « corrections » dans le nom de celui-ci.',
    ),
    [],
  ];
}

function rowOf(source: CorrectionsSource, found: Problem, numero: number): WrittenCell[] {
  const { feuille, cellule, ligne, colonne, message, regle, remede } = found;
  const place = cellule ?? (ligne === null ? '' : `ligne ${ligne}`);
  const kept = feuille === null ? '' : (source.noms?.feuilles.get(feuille) ?? feuille);
  const target = kept === feuille ? (cellule ?? (ligne === null ? undefined : `A${ligne}`)) : undefined;
  const lien = linkOf(source, feuille, target);
  const text = (value: string): WrittenCell => ({ value, style: 'wrapped' });
  return [
    { value: numero, style: 'wrapped' },
    text(kept),
    { value: place, style: lien === undefined ? 'wrapped' : 'link', ...(lien === undefined ? {} : { lien }) },
    text(colonne ?? ''),
    text(writtenIn(source, found)),
    text(said(source, message)),
    text(regle),
    text(nearestAccepted(found) ?? ''),
    text(remede),
    isMendable(found) ? { value: null, style: 'entry' } : text('à corriger dans le fichier'),
  ];
}

/** A link that opens the file at its cell, as long as both lie in one folder; a CSV has no cells to open. */
function linkOf(
  { classeur, noms }: CorrectionsSource,
  feuille: string | null,
  cell?: string,
): string | undefined {
  const { fichier, format } = classeur;
  if (feuille === null || cell === undefined || format === 'csv') return undefined;
  if (noms !== undefined && noms.fichier !== fichier) return undefined;
  return `${fichier.replace(/^.*[/\\]/, '')}#${quotedSheet(feuille)}!${cell}`;
}

/** A figure and nothing else: it names nobody. */
const FIGURE = /^[\d\s.,%€±<>=-]{1,16}$/;
const LONGEST_RUN = 6;

function writtenIn({ classeur, montre }: CorrectionsSource, { feuille, cellule, valeur }: Problem): string {
  if (valeur !== undefined) return valeur;
  const sheet = classeur.feuilles.find(({ nom }) => nom === feuille);
  const at = cellule === null ? undefined : placeIn(cellule);
  if (!sheet || !at) return '';
  const text = cellAt(sheet, at.ligne, at.rang).text.trim();
  if (text === '') return '(rien)';
  const isFigure = FIGURE.test(text) && text.replace(/\D/g, '').length <= LONGEST_RUN;
  return montre(text) ?? (isFigure ? text : NOT_REPEATED);
}

/** Line and column, from 0, of an A1 address; undefined for what is none. */
export function placeIn(cellule: string): { ligne: number; rang: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(cellule.trim().toUpperCase()) ?? [];
  if (letters === undefined || digits === undefined) return undefined;
  const rang = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { ligne: Number(digits) - 1, rang };
}

function acceptedOf({ contract, lists, annee }: CorrectionsSource, found: Problem): string[] {
  const column = isMendable(found) ? columnOf(contract, found) : undefined;
  return column ? acceptedValues(column, contract, lists, annee) : [];
}

/** The list of the entry of a line: asked, not stopped, since a cell may also be emptied. */
function listOn(ligne: number, list: number, length: number): Validation {
  const column = columnName(list);
  const entry = columnName(ENTRY);
  return {
    plage: `${entry}${ligne}`,
    regle: { type: 'list', source: `${quotedSheet(LISTS)}!$${column}$2:$${column}$${length + 1}` },
    titre: CORRECTIONS.valeur,
    aide: `Choisissez une valeur de la liste, ou écrivez ${CORRECTIONS.vide} ou ${CORRECTIONS.sansLigne}.`,
    souple: true,
  };
}

function toldSheet(source: CorrectionsSource, told: readonly Problem[]): WrittenSheet {
  return {
    nom: 'À regarder',
    largeurs: [20, 10, 70, 60],
    figees: 1,
    paysage: true,
    rows: [
      ['Feuille', 'Cellule', 'Ce qui est signalé (tout est pris en compte)', 'À faire'].map((value) => ({
        value,
        style: 'heading' as const,
      })),
      ...told.map(({ feuille, cellule, ligne, message, remede }) =>
        [
          source.noms?.feuilles.get(feuille ?? '') ?? feuille ?? '',
          cellule ?? (ligne === null ? '' : `ligne ${ligne}`),
          said(source, message),
          remede,
        ].map((value) => ({ value, style: 'wrapped' as const })),
      ),
    ],
  };
}

function listsSheet(lists: readonly (readonly string[])[]): WrittenSheet {
  const longest = Math.max(...lists.map((list) => list.length));
  return {
    nom: LISTS,
    largeurs: lists.map(() => 30),
    rows: [
      lists.map((_, index) => ({ value: `Liste ${index + 1}`, style: 'heading' as const })),
      ...Array.from({ length: longest }, (_, line) => lists.map((list) => ({ value: list[line] ?? null }))),
    ],
  };
}
