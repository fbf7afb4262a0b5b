import { type Common, commonHeadings, withoutExplanation } from './common-heading.ts';
import type { RowSheet } from './contract.ts';
import { isIdentifying } from './row-identity.ts';
import { isKeyed, keyedSheet } from './row-keyed.ts';
import { foldLabel } from './text.ts';
import { type Cell, isBlank, type Sheet } from './workbook.ts';

/** Rows that a header may span: groups, sub-groups and headings. */
const DEEPEST = 3;
/** A longer text is no heading. */
const LONGEST = 300;
/** What parts the headings of a column in a label of a contract: "Présences / Convoqués". */
const PART = '/';

/** Where a table's header stands and which of its columns the contract knows. */
export interface Header {
  /** First and last row, from zero. */
  premiere: number;
  ligne: number;
  /** Contract column → zero-based column of the sheet. */
  rangs: Map<string, number>;
  /** Required columns that the header lacks, by their first label. */
  manquants: string[];
  /** Labels that stand twice. */
  doubles: string[];
  /** Columns that have a heading, known or not. */
  intitules: number;
}

/** A contract's sheet with its labels at hand, and the same sheet as a pseudonymised file writes it. */
export interface SheetModel {
  /** The contract's. */
  feuille: RowSheet;
  /** As this file has it: the contract's own columns, or a key in place of names. */
  wanted: RowSheet;
  byLabel: ReadonlyMap<string, string>;
  /** Headings in use everywhere that stand for a column where none of its own does. */
  common: ReadonlyMap<string, Common>;
  /** Texts that a row of headings may hold: labels, and the last part of those that stand under a group. */
  headings: ReadonlySet<string>;
}

/** The models of a contract's sheets: each as named, and as keyed where it identifies persons. */
export function modelsOf(feuilles: readonly RowSheet[]): SheetModel[] {
  return feuilles.flatMap((feuille) => {
    const keyed = keyedSheet(feuille);
    return [feuille, ...(keyed ? [keyed] : [])].map((wanted) => modelOf(feuille, wanted));
  });
}

function modelOf(feuille: RowSheet, wanted: RowSheet): SheetModel {
  const byLabel = new Map(
    Object.entries(wanted.colonnes).flatMap(([nom, column]) =>
      column.etiquettes.map((label) => [foldLabel(label), nom] as const),
    ),
  );
  const labels = [...byLabel.keys()];
  const lasts = labels.flatMap((label) =>
    label.split(PART).map((_, at, parts) => parts.slice(at).join(PART)),
  );
  // A pseudonymised file has a year for a birth: "Né(e) le" is none of its headings.
  const common = commonHeadings(wanted, byLabel, (type) => !isKeyed(wanted) || !isIdentifying(type));
  return { feuille, wanted, byLabel, common, headings: new Set([...labels, ...lasts, ...common.keys()]) };
}

/**
 * The header that ends on a row and begins on `depuis` or below, for one model: its columns by their heading, or by
 * the headings above it too where these are merged over several columns. Undefined when fewer than two columns are
 * known, or none by what stands in the row itself.
 */
export function headerAt(sheet: Sheet, ligne: number, model: SheetModel, depuis: number): Header | undefined {
  if (!foldedRow(sheet, ligne).some((text) => text !== '' && model.headings.has(text))) return undefined;
  let best: Header | undefined;
  for (let rows = 1; rows <= Math.min(DEEPEST, ligne - depuis + 1); rows++) {
    const top = sheet.rows[ligne - rows + 1] ?? [];
    if (rows > 1 && (isBlank(top) || !top.every(isHeading) || !sheet.rows[ligne]?.every(isHeading))) break;
    const header = readHeader(sheet, ligne, rows, model);
    if (header.rangs.size < 2) continue;
    if (![...header.rangs.values()].some((rang) => textAt(sheet, ligne, rang) !== '')) continue;
    if (!best || isBetter(header, best)) best = header;
  }
  return best && { ...best, ligne: lastRow(sheet, best) };
}

function isHeading(cell: Cell): boolean {
  return cell.kind === 'text' || cell.kind === 'empty';
}

function isBetter(one: Header, other: Header): boolean {
  return one.rangs.size - one.doubles.length > other.rangs.size - other.doubles.length;
}

function readHeader(sheet: Sheet, ligne: number, rows: number, model: SheetModel): Header {
  const { wanted, byLabel } = model;
  const rangs = new Map<string, number>();
  const doubles: string[] = [];
  const alone = new Map<string, number[]>();
  const unsure: Array<Common & { at: number }> = [];
  const headings = headingsOf(sheet, ligne, rows);
  for (const { rang, parts } of headings) {
    const grouped = groupedColumn(parts, byLabel);
    const nom = grouped ?? byLabel.get(parts.at(-1) ?? '');
    if (nom === undefined) {
      const common = commonColumn(parts.at(-1) ?? '', model);
      if (common) unsure.push({ ...common, at: rang });
      continue;
    }
    if (grouped === undefined) alone.set(nom, [...(alone.get(nom) ?? []), rang]);
    else if (rangs.has(nom)) doubles.push(headingText(sheet, ligne, rang));
    else rangs.set(nom, rang);
  }
  const own = new Set([...rangs.keys(), ...alone.keys()]);
  for (const { nom, rang, at } of unsure) {
    const isSurest = unsure.every((other) => other.nom !== nom || other.rang >= rang);
    if (!own.has(nom) && isSurest) alone.set(nom, [...(alone.get(nom) ?? []), at]);
  }
  for (const [nom, [rang, ...others]] of alone) {
    // A heading of another group is not this column.
    if (rang === undefined || rangs.has(nom)) continue;
    rangs.set(nom, rang);
    doubles.push(...others.map((other) => headingText(sheet, ligne, other)));
  }
  const manquants = Object.entries(wanted.colonnes).flatMap(([nom, column]) =>
    column.requis && !rangs.has(nom) ? [column.etiquettes[0] ?? nom] : [],
  );
  return { premiere: ligne - rows + 1, ligne, rangs, manquants, doubles, intitules: headings.length };
}

/** The column that a heading stands for when none is headed as the contract says. */
function commonColumn(label: string, { byLabel, common }: SheetModel): Common | undefined {
  const found = common.get(label);
  const bare = found ? undefined : withoutExplanation(label);
  if (bare === undefined) return found;
  const own = byLabel.get(bare);
  return own === undefined ? common.get(bare) : { nom: own, rang: 0 };
}

/** The column that a heading names together with what stands above it. */
function groupedColumn(parts: readonly string[], byLabel: ReadonlyMap<string, string>): string | undefined {
  for (let from = 0; from < parts.length - 1; from++) {
    const nom = byLabel.get(parts.slice(from).join(PART));
    if (nom !== undefined) return nom;
  }
  return undefined;
}

interface Heading {
  rang: number;
  /** Folded, from the widest group down to the heading itself. */
  parts: string[];
}

function headingsOf(sheet: Sheet, ligne: number, rows: number): Heading[] {
  const from = ligne - rows + 1;
  const width = Math.max(...sheet.rows.slice(from, ligne + 1).map((row) => row.length));
  const headings: Heading[] = [];
  for (let rang = 0; rang < width; rang++) {
    const parts: string[] = [];
    for (let at = from; at <= ligne; at++) {
      const own = textAt(sheet, at, rang);
      const text = own === '' && at < ligne ? groupOver(sheet, at, rang) : own;
      // A cell merged downwards is one heading, not a group over itself.
      if (text !== '' && text !== parts.at(-1)) parts.push(text);
    }
    const owns = sheet.rows.slice(from, ligne + 1).some((row) => row[rang]?.kind === 'text');
    if (owns) headings.push({ rang, parts });
  }
  return headings;
}

function textAt(sheet: Sheet, ligne: number, rang: number): string {
  return foldedRow(sheet, ligne)[rang] ?? '';
}

const foldedRows = new WeakMap<readonly Cell[], readonly string[]>();

/** The texts of a row as they are compared, made once: every contract asks for them. */
function foldedRow(sheet: Sheet, ligne: number): readonly string[] {
  const row = sheet.rows[ligne];
  if (!row) return [];
  const known = foldedRows.get(row);
  if (known) return known;
  const texts = row.map((cell) =>
    cell.kind === 'text' && cell.text.length <= LONGEST ? foldLabel(cell.text) : '',
  );
  foldedRows.set(row, texts);
  return texts;
}

/** The group over a column: what is merged over it, else the nearest heading to its left. */
function groupOver(sheet: Sheet, ligne: number, rang: number): string {
  const merged = sheet.fusions?.find(
    ({ de, a }) => de.ligne <= ligne && ligne <= a.ligne && de.rang <= rang && rang <= a.rang,
  );
  if (merged) return textAt(sheet, merged.de.ligne, merged.de.rang);
  for (let left = rang - 1; left >= 0; left--) {
    const text = textAt(sheet, ligne, left);
    if (text !== '') return isMerged(sheet, ligne, left) ? '' : text;
  }
  return '';
}

function isMerged(sheet: Sheet, ligne: number, rang: number): boolean {
  return sheet.fusions?.some(({ de }) => de.ligne === ligne && de.rang === rang) === true;
}

function headingText(sheet: Sheet, ligne: number, rang: number): string {
  return sheet.rows[ligne]?.[rang]?.text.trim() ?? '';
}

/** The last row of a header whose headings are merged downwards over rows of sub-headings. */
function lastRow(sheet: Sheet, { ligne, rangs }: Header): number {
  const known = new Set(rangs.values());
  const lasts = (sheet.fusions ?? []).flatMap(({ de, a }) =>
    de.ligne <= ligne && ligne < a.ligne && a.ligne < ligne + DEEPEST && known.has(de.rang) ? [a.ligne] : [],
  );
  return Math.max(ligne, ...lasts);
}
