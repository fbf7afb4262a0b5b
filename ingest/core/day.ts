import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

const WRITTEN = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Day numbers that fall between 1910 and 2099 in a spreadsheet that counts from 1900. */
const SERIALS = { least: 3654, most: 73_050 };
const UNIX_EPOCH_SERIAL = 25_569;
const DAYS_1900_TO_1904 = 1462;
const DAY_MS = 86_400_000;

/**
 * The calendar day that a cell of a date column holds (`YYYY-MM-DD`): a spreadsheet date, a day number whose date
 * format was lost, `dd/mm/yyyy`, `d/m/yy` or ISO; else undefined.
 */
export function dayOf(cell: Cell, date1904 = false): string | undefined {
  if (cell.kind === 'date' && typeof cell.value === 'string') return valid(cell.value);
  if (cell.kind === 'number' && typeof cell.value === 'number')
    return fromSerial(cell.value + (date1904 ? DAYS_1900_TO_1904 : 0));
  if (cell.kind !== 'text') return undefined;
  const text = fold(cell.text);
  if (ISO.test(text)) return valid(text);
  const match = WRITTEN.exec(text);
  if (!match) return undefined;
  const [, day = '', month = '', year = ''] = match;
  // Two-digit years: 30 to 99 are births of the last century, as Excel in French reads them.
  const full = year.length === 4 ? year : Number(year) >= 30 ? `19${year}` : `20${year}`;
  return valid(`${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

function fromSerial(serial: number): string | undefined {
  if (!Number.isInteger(serial) || serial < SERIALS.least || serial > SERIALS.most) return undefined;
  return new Date((serial - UNIX_EPOCH_SERIAL) * DAY_MS).toISOString().slice(0, 10);
}

/** The day itself when the calendar has it (30 February has none) and a living person could meet it. */
function valid(iso: string): string | undefined {
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso) return undefined;
  return iso >= '1900-01-01' && iso <= '2100-12-31' ? iso : undefined;
}
