import type { Problem } from '../problem.ts';
import { isBlank, type Workbook } from '../workbook.ts';
import { checkCompound } from './compound.ts';
import { CsvError, readCsv } from './csv.ts';
import { markDamage, openQuote } from './damage.ts';
import { type Decoded, decode } from './decode.ts';
import { readBook, tooManyCells } from './excel.ts';
import { kindOf, markupKind, zipKind } from './kind.ts';
import { LIMITS } from './limits.ts';
import { readHtml, readXml2003 } from './markup.ts';
import { prepareOds } from './ods.ts';
import { prepareOoxml } from './ooxml.ts';
import {
  DAMAGED,
  EMPTY_FILE,
  NO_TABLE,
  PASSWORD,
  ReadRefusal,
  refusalOf,
  tooBig,
  unsplit,
} from './refusal.ts';
import { externalLinks, macrosIgnored, mendedLines } from './remark.ts';
import { directoryOf } from './zip.ts';

/** A workbook, and what its sender is told of it though it was read. */
export interface OpenedWorkbook extends Workbook {
  remarques: readonly Problem[];
}

export type Read = { ok: true; classeur: OpenedWorkbook } | { ok: false; problemes: Problem[] };

/**
 * Reads a file by what its bytes are, not by its name: XLSX, XLS, ODS, CSV, and the web pages and XML that programs save
 * as ".xls". No macro runs, no formula is computed, no link is followed. A file that holds no table, or more than
 * `LIMITS`, gives one problem and no workbook.
 */
export function read(bytes: Uint8Array, fichier: string): Read {
  try {
    if (bytes.length === 0) throw new ReadRefusal(EMPTY_FILE);
    if (bytes.length > LIMITS.file) throw new ReadRefusal(tooBig(LIMITS.file));
    const classeur = readWorkbook(bytes, fichier);
    if (classeur.feuilles.every((feuille) => feuille.rows.every(isBlank))) throw new ReadRefusal(NO_TABLE);
    return { ok: true, classeur };
  } catch (error) {
    return { ok: false, problemes: [refusalOf(fichier, wordsOf(error))] };
  }
}

/** What is said of a failure that no check foresaw: the library's own text may quote a cell, so it is not repeated. */
function wordsOf(error: unknown): ReadRefusal['words'] {
  if (error instanceof ReadRefusal) return error.words;
  return error instanceof Error && /password|encrypt/i.test(error.message) ? PASSWORD : DAMAGED;
}

function readWorkbook(bytes: Uint8Array, fichier: string): OpenedWorkbook {
  const kind = kindOf(bytes);
  if (kind.genre === 'autre') throw new ReadRefusal(kind.words);
  if (kind.genre === 'zip') return readZip(bytes, fichier);
  if (kind.genre === 'compound') {
    const { macros } = checkCompound(bytes);
    const classeur = readBook(bytes, fichier, { styles: true });
    return { ...classeur, remarques: macros ? [macrosIgnored(fichier)] : [] };
  }
  return readText(bytes, fichier);
}

function readZip(bytes: Uint8Array, fichier: string): OpenedWorkbook {
  const entries = directoryOf(bytes);
  const kind = zipKind(new Set(entries.map((entry) => entry.nom)));
  if (typeof kind !== 'string') throw new ReadRefusal(kind);
  const prepared = kind === 'xlsx' ? prepareOoxml(bytes, entries) : prepareOds(bytes, entries);
  const classeur = readBook(prepared.bytes, fichier, { feuilles: prepared.feuilles });
  return {
    ...classeur,
    remarques: [
      ...(prepared.macros ? [macrosIgnored(fichier)] : []),
      ...(prepared.liens ? [externalLinks(fichier)] : []),
    ],
  };
}

function readText(bytes: Uint8Array, fichier: string): OpenedWorkbook {
  const decoded = decode(bytes);
  const markup = markupKind(decoded.texte);
  if (markup !== undefined && typeof markup !== 'string') throw new ReadRefusal(markup);
  const mended = decoded.lignes_melees.length > 0 ? [mendedLines(fichier, decoded)] : [];
  if (markup === 'html' || markup === 'xml2003') {
    const base = fichier.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
    const classeur =
      markup === 'html' ? readHtml(decoded.texte, fichier, base) : readXml2003(decoded.texte, fichier);
    return { ...classeur, remarques: mended };
  }
  refuseManyCells(decoded);
  const classeur = splitText(bytes, fichier, decoded);
  return { ...classeur, remarques: [...mended, ...markDamage(classeur, decoded.texte)] };
}

function splitText(bytes: Uint8Array, fichier: string, decoded: Decoded): Workbook {
  try {
    return readCsv(bytes, fichier, decoded);
  } catch (error) {
    if (error instanceof CsvError) throw new ReadRefusal(unsplit(openQuote(decoded.texte)));
    throw error;
  }
}

/** Separators alone can make millions of cells: they are counted before anything is made of them. */
function refuseManyCells({ texte }: Decoded): void {
  if (texte.length <= LIMITS.cells) return;
  let separators = 0;
  for (let at = 0; at < texte.length; at++) {
    const sign = texte.charCodeAt(at);
    if (sign === 59 || sign === 9 || sign === 44 || sign === 10) separators++;
  }
  // Commas stand in decimals and prose too; twice the limit is too many whatever they are.
  if (separators > 2 * LIMITS.cells) throw new ReadRefusal(tooManyCells());
}

/** What the sender is told of a workbook that was read. */
export function brokenCells(classeur: OpenedWorkbook): readonly Problem[] {
  return classeur.remarques;
}
