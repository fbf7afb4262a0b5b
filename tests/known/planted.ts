import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { read } from '../../ingest/core/readers/read.ts';
import type { Cell, Workbook } from '../../ingest/core/workbook.ts';
import { filesOf } from '../../ingest/ingest.ts';

/** What a hand may leave in the wrong place: invented, and found nowhere else. */
const PLANTED = [
  'Zoplantine Fictiverol',
  'FICTIVEROL Zoplantine',
  '06 39 98 47 31',
  '0639984731',
  '+33 6 39 98 47 31',
  '17 impasse des Zoplantes, Inventeville',
  'zoplantine.fictiverol@exemple.invalid',
  'née le 13/07/1961',
  'cf. Mme Fictiverol',
] as const;

/** Parts of what was planted by which it is found again, however it was cut. */
export const PLANTED_MARKS = [
  'zoplant',
  'fictiverol',
  '39 98 47 31',
  '0639984731',
  '39984731',
  '1961-07-13',
  '13/07/1961',
  'inventeville',
];

/**
 * Copies the files of a folder as workbooks in which names, telephones, addresses and births stand where none belongs:
 * in each column of each table, in a title, a heading, a note, a line of their own, a hidden sheet, a sheet's name and
 * the file's name. Gives the folders written, one sending each.
 */
export async function plantIn(from: string, to: string): Promise<string[]> {
  const plants = [everyColumn, around];
  for (const { chemin, nom } of await filesOf(from)) {
    const opened = read(await readFile(chemin), nom);
    if (!opened.ok) continue;
    for (const [rank, plant] of plants.entries()) {
      const name = `${basename(nom, extname(nom))}${rank === 0 ? '' : ' Zoplantine Fictiverol'}.xlsx`;
      const path = join(to, String(rank), dirname(nom), name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytesOf(plant(opened.classeur)));
    }
  }
  return plants.map((_, rank) => join(to, String(rank)));
}

type Grid = { nom: string; cachee: boolean; rows: (string | number | boolean | Date | null)[][] };

/** One cell of each column, each on a line of its own below the middle of the sheet. */
function everyColumn(classeur: Workbook): Grid[] {
  return classeur.feuilles.map((sheet, feuille) => {
    const rows = sheet.rows.map((row) => row.map(plainValue));
    const width = Math.max(0, ...rows.map((row) => row.length));
    for (let rang = 0; rang < width; rang++) {
      const at = Math.floor(rows.length / 2) + rang;
      const row = rows[at < rows.length ? at : rows.length - 1];
      if (row) row[rang] = planted(feuille + rang);
    }
    return { nom: sheet.nom.slice(0, 31), cachee: sheet.cachee, rows };
  });
}

/** Beside the tables: a title, a column, a heading, a note, a foot line, a hidden sheet, the sheet's name. */
function around(classeur: Workbook): Grid[] {
  const grids = classeur.feuilles.map((sheet, feuille) => {
    const rows = sheet.rows.map((row, at) => [...row.map(plainValue), at % 3 === 0 ? planted(at) : null]);
    rows.splice(1, 0, [planted(feuille)]);
    rows.push([planted(feuille + 1)], [], [null, planted(feuille + 2)], ['Total', planted(feuille + 3)]);
    return { nom: `${sheet.nom.slice(0, 20)} Zoplantine`, cachee: sheet.cachee, rows };
  });
  return [
    ...grids,
    {
      nom: 'Fictiverol',
      cachee: true,
      rows: [
        [planted(0), planted(2)],
        [planted(5), 12],
      ],
    },
  ];
}

function planted(rank: number): string {
  return PLANTED[rank % PLANTED.length] ?? PLANTED[0];
}

function plainValue(cell: Cell): Grid['rows'][number][number] {
  if (cell.kind === 'date' && typeof cell.value === 'string') return new Date(`${cell.value}T12:00:00Z`);
  if (cell.kind === 'number' || cell.kind === 'boolean') return cell.value;
  return cell.kind === 'empty' ? null : cell.text;
}

function bytesOf(grids: readonly Grid[]): Uint8Array {
  const book = XLSX.utils.book_new();
  for (const { nom, rows } of grids)
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows, { UTC: true }), nom);
  book.Workbook = { Sheets: grids.map(({ cachee }) => ({ Hidden: cachee ? 1 : 0 })) };
  const bytes: ArrayBuffer = XLSX.write(book, { type: 'array', bookType: 'xlsx' });
  return new Uint8Array(bytes);
}
