import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { textCell, type Workbook } from '../workbook.ts';
import { type Decoded, decode } from './decode.ts';

const SEPARATORS = [';', '\t', ','];

/** Reads a CSV of unstated encoding and separator as a workbook of one sheet, named after the file. */
export function readCsv(
  bytes: Uint8Array,
  fichier: string,
  { texte, encodage }: Decoded = decode(bytes),
): Workbook {
  const separateur = separatorOf(texte);
  const records: string[][] = parse(texte, {
    delimiter: separateur,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
  });
  const nom = fichier.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  return {
    fichier,
    format: 'csv',
    encodage,
    separateur,
    feuilles: [{ nom, cachee: false, rows: records.map((record) => record.map(textCell)) }],
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
