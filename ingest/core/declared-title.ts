import type { DeclaredContract } from './contract.ts';
import { filledCells } from './declared-cell.ts';
import { fold, foldLabel, titleVariants } from './text.ts';
import type { Workbook } from './workbook.ts';

/** A title stands in one of the first filled cells of its row. */
const FIRST_CELLS = 2;
const WORD = /\p{L}+/gu;

/** Titles of some contracts' tables that a workbook shows, as a contract writes them. */
export type ShownTitles = ReadonlySet<string>;

/**
 * The titles of these contracts' tables that a workbook shows. Made once for all contracts, since every row is looked
 * at: rows of persons are passed over by the one word that each title has.
 */
export function shownTitles(
  workbook: Workbook,
  contracts: readonly DeclaredContract[],
  annee: number,
): ShownTitles {
  const titles = new Set(contracts.flatMap(titlesOf));
  const isTitle = titleFilter(titles);
  const shown = new Set<string>();
  for (const sheet of workbook.feuilles)
    for (const row of sheet.rows)
      for (const [, cell] of filledCells(row, FIRST_CELLS))
        if (cell.kind === 'text' && isTitle(cell.text))
          for (const title of titleVariants(cell.text, annee)) if (titles.has(title)) shown.add(title);
  return shown;
}

/** Number of a contract's titles that a workbook shows: what recognition ranks by. */
export function titlesFound(shown: ShownTitles, contract: DeclaredContract): number {
  return new Set(titlesOf(contract).filter((title) => shown.has(title))).size;
}

function titlesOf(contract: DeclaredContract): string[] {
  return contract.tableaux.flatMap((table) => table.titres.map(foldLabel));
}

/** Says quickly that a text is none of the titles: it has the longest word of none. */
function titleFilter(titles: ReadonlySet<string>): (text: string) => boolean {
  const words = new Set([...titles].map(longestWord));
  if (words.has('')) return () => true;
  return (text) => (fold(text).match(WORD) ?? []).some((word) => words.has(word));
}

/** The longest word of a title, what stands for a year or a count left out. */
function longestWord(title: string): string {
  const words = title.replace(/\{[^}]*\}/g, ' ').match(WORD) ?? [];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
