/** A cell of a table as a file holds it: a number where the page shows one, else its words. */
export type Cell = { text: string } | { value: number; percent: boolean };

/** A table that is shown, as rows under one line of heads. */
export interface Sheet {
  title: string;
  heads: string[];
  rows: Cell[][];
}

const minus = /^[−-]/;
const written = /^[−-]?\d[\d\s\u00a0\u202f]*(?:,\d+)?\s*(%|€)?$/;

/** `1 544`, `12,5 %`, `−3` as numbers; every other text, `secret` and `2024-09` too, as it stands. */
export function cellOf(shown: string): Cell {
  const text = shown.replaceAll(/\s+/g, ' ').trim();
  const number = written.exec(text);
  if (!number) return { text };
  const digits = text.replaceAll(/[^\d,]/g, '').replace(',', '.');
  const value = (minus.test(text) ? -1 : 1) * Number(digits);
  return { value, percent: number[1] === '%' };
}

/** What an element says, without the finer print of `without`. */
function said(element: Element, without: string): string {
  const copy = element.cloneNode(true) as Element;
  for (const one of copy.querySelectorAll(without)) one.remove();
  return (copy.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

const finePrint = '.precision';

function detailOf(element: Element): string {
  const details = [...element.querySelectorAll(finePrint)].map((one) => said(one, 'none'));
  return details.filter((detail) => detail !== '').join(' ; ');
}

/** A row as read: under which groups it stands, its cells, and their finer print. */
interface ReadRow {
  group: string;
  line: string;
  part: string;
  cells: { text: string; detail: string }[];
  detail: string;
}

function bodyRows(table: Element): ReadRow[] {
  const rows: ReadRow[] = [];
  let group = '';
  let line = '';
  for (const row of table.querySelectorAll('tbody tr, tfoot tr')) {
    const cells = [...row.children];
    const head = cells[0];
    if (!head) continue;
    const name = said(head, finePrint);
    if (cells.length === 1) {
      // A line over others: a group, or a line of which only the parts have figures.
      if (head.classList.contains('groupe')) group = name;
      line = head.classList.contains('groupe') ? '' : name;
      continue;
    }
    const part = head.classList.contains('partie');
    if (!part) line = name;
    rows.push({
      ...{ group, line: line || name, part: part && line !== '' ? name : '' },
      cells: cells.slice(1).map((cell) => ({ text: said(cell, finePrint), detail: detailOf(cell) })),
      detail: detailOf(head),
    });
  }
  return rows;
}

/** The heads of the columns: of two lines of heads, the upper stands before the lower. */
function headsOf(table: Element): string[] {
  const lines = [...table.querySelectorAll('thead tr')].map((row) =>
    [...row.children].flatMap((cell) => {
      const span = Math.max(1, Number(cell.getAttribute('colspan') ?? '1') || 1);
      const tall = Math.max(1, Number(cell.getAttribute('rowspan') ?? '1') || 1);
      return Array.from({ length: span }, () => ({ text: said(cell, 'none'), tall }));
    }),
  );
  const [upper = [], lower] = lines;
  if (!lower) return upper.map(({ text }) => text);
  let next = 0;
  return upper.map(({ text, tall }) => {
    if (tall > 1) return text;
    const under = lower[next++]?.text ?? '';
    return [text, under].filter((one) => one !== '').join(' – ');
  });
}

/** A table of a page as rows: what is shown, no more. Groups and parts get columns of their own, finer print too. */
export function readTable(table: Element, fallback = 'Tableau'): Sheet {
  const title =
    said(table.querySelector('caption') ?? table.ownerDocument.createElement('p'), 'none') || fallback;
  const rows = bodyRows(table);
  const [first = '', ...heads] = headsOf(table);
  const some = (has: (row: ReadRow) => boolean) => rows.some(has);
  const grouped = some(({ group }) => group !== '');
  const parted = some(({ part }) => part !== '');
  const detailed = some(({ detail }) => detail !== '');
  const width = Math.max(heads.length, ...rows.map(({ cells }) => cells.length));
  const fine = Array.from({ length: width }, (_, at) =>
    some(({ cells }) => (cells[at]?.detail ?? '') !== ''),
  );
  const each = <T>(of: (at: number) => T[]): T[] => Array.from({ length: width }, (_, at) => of(at)).flat();
  return {
    title,
    heads: [
      ...(grouped ? ['Groupe'] : []),
      first || 'Ligne',
      ...(parted ? ['Partie'] : []),
      ...(detailed ? ['Précision'] : []),
      ...each((at) => {
        const head = heads[at] || `Colonne ${at + 1}`;
        return fine[at] ? [head, `${head} (précision)`] : [head];
      }),
    ],
    rows: rows.map(({ group, line, part, cells, detail }) => [
      ...(grouped ? [{ text: group }] : []),
      { text: line },
      ...(parted ? [{ text: part }] : []),
      ...(detailed ? [{ text: detail }] : []),
      ...each((at): Cell[] => {
        const cell = cellOf(cells[at]?.text ?? '');
        return fine[at] ? [cell, { text: cells[at]?.detail ?? '' }] : [cell];
      }),
    ]),
  };
}

/** A number as French Excel types it: `1544`, `12,5`, `12,5 %`. */
function numberText(value: number, percent: boolean): string {
  return `${String(value).replace('.', ',')}${percent ? ' %' : ''}`;
}

/** A text that a spreadsheet would run as a formula is marked as text. */
function field(cell: Cell): string {
  if ('value' in cell) return numberText(cell.value, cell.percent);
  const safe = /^[=+@\t\r-]/.test(cell.text) && cell.text !== '-' ? `'${cell.text}` : cell.text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A sheet as French Excel opens it by a double click: UTF-8 with its mark, `;`, decimal comma, CRLF. */
export function csvOf({ heads, rows }: Sheet): string {
  const lines = [heads.map((text) => ({ text })), ...rows].map((row) => row.map(field).join(';'));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** `Stages de 2024` with the date of the release: `stages-de-2024_2024-12-31.csv`. */
export function fileName(title: string, date: string, ending: string): string {
  const plain = title
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replaceAll(/^-+|-+$/g, '');
  return `${plain || 'tableau'}_${date}.${ending}`;
}
