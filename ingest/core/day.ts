import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

const WRITTEN = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The calendar day that a cell holds (`YYYY-MM-DD`): a spreadsheet date, `dd/mm/yyyy`, `d/m/yy` or ISO; else undefined. */
export function dayOf(cell: Cell): string | undefined {
  if (cell.kind === 'date' && typeof cell.value === 'string') return valid(cell.value);
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

/** The day itself when the calendar has it (30 February has none) and a living person could meet it. */
function valid(iso: string): string | undefined {
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso) return undefined;
  return iso >= '1900-01-01' && iso <= '2100-12-31' ? iso : undefined;
}
