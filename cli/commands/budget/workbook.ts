import * as XLSX from '@e965/xlsx';
import type { Allocation } from '../../../budget/allocation.ts';
import { computeSheet, type SheetCell } from '../../../budget/compute-table.ts';
import { detailRows } from '../../../budget/detail-table.ts';
import { ENVELOPE_TITLES, explain, explainRound } from '../../../budget/explain.ts';

const EUROS = '#,##0.00 "€"';
const INTEGER = '#,##0';
const DECIMAL = '#,##0.00';
const WIDEST_COLUMN = 60;
const NARROWEST_COLUMN = 10;

/**
 * A split as a workbook for a French Excel: the table, one line per antenne and envelope with its source cells, and
 * every sentence. Amounts are numbers. The same split of the same release gives the same bytes.
 */
export function splitWorkbook(allocation: Allocation, release: string, dataDate: string): Uint8Array {
  const book = XLSX.utils.book_new();
  const { entetes, lignes } = computeSheet(allocation);
  XLSX.utils.book_append_sheet(book, sheet([entetes, ...lignes]), 'Répartition');
  XLSX.utils.book_append_sheet(book, sheet(detailLines(allocation)), 'Par enveloppe');
  XLSX.utils.book_append_sheet(book, sheet(sentences(allocation, release)), 'Explications');
  const date = new Date(`${dataDate}T00:00:00Z`);
  book.Props = {
    Title: `${allocation.parametres.nom} (${allocation.parametres.mention})`,
    Comments: `Publication ${release}`,
    CreatedDate: date,
    ModifiedDate: date,
  };
  return new Uint8Array(XLSX.write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer);
}

function detailLines(allocation: Allocation): SheetCell[][] {
  return [
    [
      ...['Antenne', 'Enveloppe', 'Entrée', 'Mot de l’antenne', 'Provenance', 'Formule'],
      ...['Part de l’enveloppe (%)', 'Montant', 'Source'],
    ],
    ...detailRows(allocation).map((one): SheetCell[] => [
      one.nom,
      ENVELOPE_TITLES[one.enveloppe],
      one.entree,
      one.mot,
      one.provenance,
      one.formule,
      { valeur: one.pourcent, euros: false },
      { valeur: one.montant_centimes / 100, euros: true },
      one.source,
    ]),
  ];
}

function sentences(allocation: Allocation, release: string): SheetCell[][] {
  return [
    ['Ligne', 'Phrase'],
    ['Publication', release],
    ...explainRound(allocation).map((phrase): SheetCell[] => ['Ensemble', phrase]),
    ...explain(allocation).flatMap(({ titre, phrases }) =>
      phrases.map((phrase): SheetCell[] => [titre, phrase]),
    ),
  ];
}

function formatOf({ valeur, euros }: { valeur: number; euros: boolean }): string {
  if (euros) return EUROS;
  return Number.isInteger(valeur) ? INTEGER : DECIMAL;
}

function sheet(lines: readonly (readonly SheetCell[])[]): XLSX.WorkSheet {
  const made: XLSX.WorkSheet = {};
  const widths: number[] = [];
  for (const [r, line] of lines.entries()) {
    for (const [c, cell] of line.entries()) {
      const text = cell === null ? '' : typeof cell === 'string' ? cell : String(cell.valeur);
      widths[c] = Math.max(widths[c] ?? NARROWEST_COLUMN, Math.min(WIDEST_COLUMN, text.length + 2));
      if (cell === null || cell === '') continue;
      made[XLSX.utils.encode_cell({ r, c })] =
        typeof cell === 'string' ? { t: 's', v: cell } : { t: 'n', v: cell.valeur, z: formatOf(cell) };
    }
  }
  made['!ref'] = XLSX.utils.encode_range({ r: 0, c: 0 }, { r: lines.length - 1, c: widths.length - 1 });
  made['!cols'] = widths.map((wch) => ({ wch }));
  return made;
}
