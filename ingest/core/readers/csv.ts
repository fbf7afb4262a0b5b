import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { type Cell, CellPool, type Workbook } from '../workbook.ts';
import { type Decoded, decode } from './decode.ts';

const SEPARATORS = [';', '\t', ','];

/** Reads a CSV of unstated encoding and separator as a workbook of one sheet, named after the file. */
export function readCsv(
  bytes: Uint8Array,
  fichier: string,
  { texte, encodage }: Decoded = decode(bytes),
): Workbook {
  const separateur = separatorOf(texte);
  const rows: Cell[][] = [];
  const pool = new CellPool();
  // Bytes, not text: the parser's own encoding of a long text takes five times as long as its parsing.
  parse(new TextEncoder().encode(texte), {
    delimiter: separateur,
    // All three in one file: two hands, or two programs, wrote it.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    // Cells are made line by line, and the parser keeps nothing.
    on_record: (record: string[]) => {
      rows.push(record.map((text, rang) => pool.cell(rang, text)));
      return undefined;
    },
  });
  const nom = fichier.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  return {
    fichier,
    format: 'csv',
    encodage,
    separateur,
    feuilles: [{ nom, cachee: false, rows }],
  };
}

/** The separator that splits most lines, outside quotes; a comma also stands in decimals and prose, so it is asked last. */
export function separatorOf(texte: string): string {
  const sample = texte.slice(0, 20_000).replace(/"(?:[^"]|"")*"/g, '""');
  const lines = sample.split(/\r?\n/).filter((line) => line.trim() !== '');
  const counts = SEPARATORS.map((separator) => lines.filter((line) => line.includes(separator)).length);
  const most = Math.max(...counts);
  return SEPARATORS[counts.indexOf(most)] ?? ';';
}

export { CsvError };
