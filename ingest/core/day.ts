import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

const WRITTEN = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})$/;
const SPELLED = /^(\d{1,2})(?:er)?[ /-]([a-z]+)\.?[ /-](\d{4}|\d{2})$/;
const WEEKDAY =
  /^(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:lun|mar|mer|jeu|ven|sam|dim)\.?),? )?(?=\d)/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Year first, as other sheets sort their days. */
const YEAR_FIRST = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/;
/** Eight digits without a mark: a day written day first never has a year of these in its place. */
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)$/;
/** The hour that an export puts behind a day. */
const HOUR = /(?:t| a | )\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?z?$/;
const MONTH_NAME = /^([a-z]+)\.?[ /-]?(\d{4}|\d{2})?$/;
const MONTH_NUMBER = /^(?:(\d{1,2})[/.-](\d{4})|(\d{4})[/.-](\d{1,2}))$/;

const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    ['janvier', 'janv', 'jan'],
    ['fevrier', 'fevr', 'fev', 'feb'],
    ['mars', 'mar'],
    ['avril', 'avr', 'apr'],
    ['mai', 'may'],
    ['juin', 'jun'],
    ['juillet', 'juil', 'jul'],
    ['aout', 'aou', 'aug'],
    ['septembre', 'sept', 'sep'],
    ['octobre', 'oct'],
    ['novembre', 'nov'],
    ['decembre', 'dec'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

/** Day numbers that fall between 1910 and 2099 in a spreadsheet that counts from 1900. */
const SERIALS = { least: 3654, most: 73_050 };
const UNIX_EPOCH_SERIAL = 25_569;
const DAYS_1900_TO_1904 = 1462;
const DAY_MS = 86_400_000;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The calendar day that a cell of a date column holds (`YYYY-MM-DD`): a spreadsheet date, a day number whose date
 * format was lost, `dd/mm/yyyy`, `d/m/yy`, "3 mars 2024", "03-mars-24", year first (ISO, `2024/03/03`, `20240303`), with
 * or without an hour; else undefined.
 */
export function dayOf(cell: Cell, date1904 = false): string | undefined {
  if (cell.kind === 'date' && typeof cell.value === 'string') return valid(cell.value);
  if (cell.kind === 'number' && typeof cell.value === 'number')
    return fromCompact(String(cell.value)) ?? fromSerial(cell.value + (date1904 ? DAYS_1900_TO_1904 : 0));
  if (cell.kind !== 'text') return undefined;
  const plain = WRITTEN.exec(cell.text);
  return plain ? fromParts(plain) : fromText(fold(cell.text).replace(/^'/, '').replace(HOUR, ''));
}

function fromText(text: string): string | undefined {
  if (ISO.test(text)) return valid(text);
  const day = text.replace(WEEKDAY, '');
  const bare = day.replace(/ ?([/.-]) ?/g, '$1');
  const match = WRITTEN.exec(bare);
  if (match) return fromParts(match);
  const [, year = '', second = '', last = ''] = YEAR_FIRST.exec(bare) ?? [];
  return year === '' ? (fromWords(day) ?? fromCompact(bare)) : valid(isoOf(year, second, last));
}

/** "3 mars 2024", "03-févr.-24". */
function fromWords(text: string): string | undefined {
  const [, day = '', name = '', year = ''] = SPELLED.exec(text) ?? [];
  const month = MONTHS.get(name);
  return month === undefined ? undefined : valid(isoOf(fullYear(year), String(month), day));
}

function fromCompact(text: string): string | undefined {
  const [, year = '', month = '', day = ''] = COMPACT.exec(text) ?? [];
  return year === '' ? undefined : valid(isoOf(year, month, day));
}

function fromParts([, day = '', month = '', year = '']: RegExpExecArray): string | undefined {
  return valid(isoOf(fullYear(year), month, day));
}

/** Two-digit years: 30 to 99 are of the last century, as Excel in French reads them. */
function fullYear(year: string): string {
  if (year.length === 4) return year;
  return Number(year) >= 30 ? `19${year}` : `20${year}`;
}

function isoOf(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/**
 * The month that a cell shows and no day (`YYYY-MM`): "mars 2024", "mars-24", "03/2024", or a spreadsheet date whose
 * format shows the month only. A month without its year ("mars") is of `annee`; undefined when it shows none.
 */
export function monthOf(cell: Cell, annee: number): string | undefined {
  if (cell.kind !== 'text' && cell.kind !== 'date') return undefined;
  const text = fold(cell.text).replace(/^'/, '');
  const [, name = '', year] = MONTH_NAME.exec(text) ?? [];
  const named = MONTHS.get(name);
  const [, month = '', after, before, last = ''] = MONTH_NUMBER.exec(text) ?? [];
  const shown = named === undefined ? Number(month || last) : named;
  if (!(shown >= 1 && shown <= 12)) return undefined;
  // A spreadsheet knows the year that its format leaves out.
  if (cell.kind === 'date') return typeof cell.value === 'string' ? cell.value.slice(0, 7) : undefined;
  const full = named === undefined ? (after ?? before ?? '') : year ? fullYear(year) : String(annee);
  return valid(isoOf(full, String(shown), '1'))?.slice(0, 7);
}

/** First or last day of a month `YYYY-MM`. */
export function dayOfMonth(month: string, end: 'debut' | 'fin'): string {
  if (end === 'debut') return `${month}-01`;
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

/** The number of a month by its French name or an abbreviation of it ("août", "janv."); undefined for another word. */
export function monthNumber(word: string): number | undefined {
  return MONTHS.get(fold(word).replace(/\.$/, ''));
}

/** The day of a day number; its fraction is the hour. */
function fromSerial(serial: number): string | undefined {
  const days = Math.floor(serial);
  if (!(days >= SERIALS.least && days <= SERIALS.most)) return undefined;
  return new Date((days - UNIX_EPOCH_SERIAL) * DAY_MS).toISOString().slice(0, 10);
}

/** The day itself when the calendar has it (30 February has none) and a living person could meet it. */
function valid(iso: string): string | undefined {
  const [, year = '', month = '', day = ''] = ISO.exec(iso) ?? [];
  if (year < '1900' || year > '2100' || day === '00') return undefined;
  return Number(day) <= lengthOf(Number(month), Number(year)) ? iso : undefined;
}

/** Days of a month; none of a month that is no month. */
function lengthOf(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return LENGTHS[month - 1] ?? 0;
}
