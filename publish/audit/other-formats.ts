import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Data, type DataType, type Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { readParquet } from 'parquet-wasm';
import { foldersOf, namesIn } from './release-files.ts';

/** A file of a cube that does not tell what its CSV tells, or that bears more; named without telling any value. */
export interface OtherFormat {
  audience: string;
  fichier: string;
  pourquoi: string;
}

/** What a file may say beside its cells: the same words in every file. */
const NOTES: ReadonlyMap<string, string> = new Map([['donnees', 'données fictives']]);
const EXTENSIONS = ['arrow', 'parquet'] as const;

/**
 * The audit reads the CSV of a cube. Its Arrow and Parquet files go to the same readers: they must tell the same cells and
 * nothing else. A value kept under a null mask, an unused entry of a dictionary, text that no cell points to or a note in the
 * schema would give hidden cells away to whoever reads bytes.
 */
export async function readOtherFormats(dir: string): Promise<OtherFormat[]> {
  const found: OtherFormat[] = [];
  for (const audience of await foldersOf(dir)) {
    const folder = join(dir, audience, 'cubes');
    const names = new Set(await namesIn(folder));
    for (const name of [...names].sort()) {
      const at = name.lastIndexOf('.');
      const cube = name.slice(0, at);
      const extension = EXTENSIONS.find((one) => one === name.slice(at + 1));
      if (extension === undefined) {
        if (!name.endsWith('.csv')) found.push({ audience, fichier: name, pourquoi: 'format inconnu' });
        continue;
      }
      const pourquoi = names.has(`${cube}.csv`)
        ? differs(await readFile(join(folder, name)), extension, await linesOf(join(folder, `${cube}.csv`)))
        : 'pas de CSV du même nom';
      if (pourquoi !== undefined) found.push({ audience, fichier: name, pourquoi });
    }
  }
  return found;
}

async function linesOf(path: string): Promise<string[][]> {
  return parse(await readFile(path), { relax_column_count: true, skip_empty_lines: true }) as string[][];
}

/** How a file differs from the CSV of its cube; undefined when it does not. */
function differs(
  bytes: Uint8Array,
  extension: (typeof EXTENSIONS)[number],
  [header = [], ...lines]: string[][],
): string | undefined {
  const table = read(bytes, extension);
  if (table === undefined) return 'illisible';
  const names = table.schema.fields.map(({ name }) => name);
  if (names.join('\n') !== header.join('\n')) return 'd’autres colonnes';
  const notes = [...table.schema.metadata].filter(([name, text]) => NOTES.get(name) !== text);
  if (notes.length > 0 || table.schema.fields.some(({ metadata }) => metadata.size > 0))
    return 'des métadonnées';
  if (table.numRows !== lines.length) return 'un autre nombre de lignes';
  for (const [column, name] of names.entries()) {
    const vector = table.getChild(name);
    for (const [row, line] of lines.entries()) {
      const cell = vector?.get(row) ?? null;
      if ((cell === null ? '' : String(cell)) !== line[column])
        return `colonne « ${name} » : d’autres cellules`;
    }
  }
  return extension === 'arrow' ? surplus(table, bytes) : undefined;
}

/** What an Arrow file holds beside its cells. A Parquet file has no place for a cell that is empty. */
function surplus(table: Table, bytes: Uint8Array): string | undefined {
  for (const name of table.schema.names)
    if (table.getChild(String(name))?.data.some(keepsNumbers))
      return `colonne « ${String(name)} » : un nombre sous une case vide`;
  // Written again from its cells alone, it has no text that no cell points to, no padding and no end that says anything.
  return Buffer.compare(tableToIPC(table, 'stream'), bytes) === 0 ? undefined : 'des octets d’aucune case';
}

function read(bytes: Uint8Array, extension: (typeof EXTENSIONS)[number]): Table | undefined {
  try {
    return tableFromIPC(extension === 'arrow' ? bytes : readParquet(bytes).intoIPCStream());
  } catch {
    return undefined;
  }
}

/** Whether a number stands under an empty cell. */
function keepsNumbers(data: Data<DataType>): boolean {
  const { length, values } = data;
  if (!(values instanceof Float64Array || values instanceof Int32Array)) return false;
  for (let row = 0; row < length; row++) if (!data.getValid(row) && values[row] !== 0) return true;
  return false;
}
