import iconv from 'iconv-lite';
import { parseDay, parts } from './calendar.ts';
import { at } from './list.ts';
import { SampleError } from './sample-error.ts';

/** Encodings in which offices save a CSV; "marque" is the byte order mark. */
export type Encodage =
  | 'utf-8'
  | 'utf-8 avec marque'
  | 'windows-1252'
  | 'iso-8859-15'
  | 'utf-16le avec marque'
  | 'utf-16be avec marque';

/** How a text file is saved. */
export interface TextFormat {
  separateur: ';' | ',' | '\t';
  encodage: Encodage;
  /** Line ends; Windows writes `\r\n`. */
  fin: '\r\n' | '\n';
  /** Decimal mark of numbers; a comma unless told. */
  decimale?: ',' | '.';
}

/** A cell of a text file: dates and other writings are texts already (see `dayText`). */
export type TextCell = string | number | null;

const CODECS: Record<Encodage, { nom: string; marque: boolean }> = {
  'utf-8': { nom: 'utf8', marque: false },
  'utf-8 avec marque': { nom: 'utf8', marque: true },
  'windows-1252': { nom: 'win1252', marque: false },
  'iso-8859-15': { nom: 'iso8859-15', marque: false },
  'utf-16le avec marque': { nom: 'utf-16le', marque: true },
  'utf-16be avec marque': { nom: 'utf-16be', marque: true },
};

/**
 * The bytes of a CSV: one line per list of cells, quoted only where a separator, a quote or a line end asks for it.
 * Throws `SampleError` (`caractere_hors_encodage`) for a sign that the encoding lacks.
 */
export function textBytes(lines: readonly (readonly TextCell[])[], how: TextFormat): Uint8Array {
  const text = lines
    .map((line) => line.map((cell) => field(cell, how)).join(how.separateur) + how.fin)
    .join('');
  const { nom, marque } = CODECS[how.encodage];
  const bytes = iconv.encode(text, nom, { addBOM: marque });
  if (iconv.decode(bytes, nom) !== text) {
    const lost = [...text].find((sign) => iconv.decode(iconv.encode(sign, nom), nom) !== sign);
    throw new SampleError(
      'caractere_hors_encodage',
      `« ${lost} » cannot be written in ${how.encodage}.`,
      'Write it with another sign, or save the file in UTF-8.',
    );
  }
  return new Uint8Array(bytes);
}

function field(cell: TextCell, { separateur, decimale = ',' }: TextFormat): string {
  if (cell === null) return '';
  const text = typeof cell === 'number' ? String(cell).replace('.', decimale) : cell;
  return text.includes(separateur) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const MONTHS = [
  ...['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre'],
  ...['novembre', 'décembre'],
];

/** A day (`2024-03-05`) as a hand writes it: `05/03/2024`, `5/3/24`, `05-03-2024`, `5 mars 2024` or `mars 2024`. */
export function dayText(
  day: string,
  style: 'jj/mm/aaaa' | 'j/m/aa' | 'jj-mm-aaaa' | 'j mois aaaa' | 'mois aaaa',
): string {
  const { year, month, date } = parts(parseDay(day));
  const two = (value: number): string => String(value).padStart(2, '0');
  const name = at(MONTHS, month - 1);
  switch (style) {
    case 'jj/mm/aaaa':
      return `${two(date)}/${two(month)}/${year}`;
    case 'j/m/aa':
      return `${date}/${month}/${two(year % 100)}`;
    case 'jj-mm-aaaa':
      return `${two(date)}-${two(month)}-${year}`;
    case 'j mois aaaa':
      return `${date}${date === 1 ? 'er' : ''} ${name} ${year}`;
    case 'mois aaaa':
      return `${name} ${year}`;
  }
}
