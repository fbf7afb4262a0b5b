import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';

/** A column as it is given to the engine. */
export interface TableColumn {
  nom: string;
  type: 'entier' | 'texte' | 'nombre';
}

export type Cell = string | number | null;

const ENGINE_TYPES: Record<TableColumn['type'], DuckDBType> = {
  entier: INTEGER,
  texte: VARCHAR,
  nombre: DOUBLE,
};
const CHUNK_ROWS = 2048;

/**
 * Makes a view `nom` of rows held here. A cube says the same few words over and over: each is handed to the engine once,
 * and a row's texts as numbers, since handing texts over takes several times as long as writing them.
 *
 * Gives what takes the view and its tables away again.
 */
export async function fillView(
  connection: DuckDBConnection,
  nom: string,
  columns: readonly TableColumn[],
  rows: number,
  cell: (row: number, column: number) => Cell,
): Promise<() => Promise<void>> {
  const coded = quoted(`${nom} codes`);
  const words = quoted(`${nom} words`);
  const types = columns.map(({ type }) => (type === 'texte' ? INTEGER : ENGINE_TYPES[type]));
  await connection.run(`create table ${coded} (${types.map((type, at) => `c${at} ${type}`).join(', ')})`);
  await connection.run(`create table ${words} (code integer, word varchar)`);
  const codes = new Map<string, number>();
  const encoded = (row: number, at: number): Cell => {
    const value = cell(row, at);
    return typeof value === 'string' && columns[at]?.type === 'texte' ? codeOf(codes, value) : value;
  };
  await append(connection, `${nom} codes`, types, rows, encoded);
  const list = [...codes.keys()];
  await append(connection, `${nom} words`, [INTEGER, VARCHAR], list.length, (row, at) =>
    at === 0 ? row : (list[row] ?? null),
  );
  await connection.run(`create view ${quoted(nom)} as ${selectOf(columns, coded, words)}`);
  return async () => {
    await connection.run(`drop view ${quoted(nom)}`);
    for (const table of [coded, words]) await connection.run(`drop table ${table}`);
  };
}

function codeOf(codes: Map<string, number>, word: string): number {
  const known = codes.get(word);
  if (known !== undefined) return known;
  codes.set(word, codes.size);
  return codes.size - 1;
}

function selectOf(columns: readonly TableColumn[], coded: string, words: string): string {
  const given = columns.map(({ nom, type }, at) =>
    type === 'texte' ? `w${at}.word as ${quoted(nom)}` : `t.c${at} as ${quoted(nom)}`,
  );
  const joins = columns.flatMap(({ type }, at) =>
    type === 'texte' ? [`left join ${words} as w${at} on w${at}.code = t.c${at}`] : [],
  );
  return [`select ${given.join(', ')} from ${coded} as t`, ...joins].join(' ');
}

async function append(
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
  rows: number,
  cell: (row: number, column: number) => Cell,
): Promise<void> {
  const appender = await connection.createAppender(table);
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - start);
    const chunk = DuckDBDataChunk.create(types, count);
    chunk.setColumns(types.map((_, at) => column(at, start, count, cell)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** A plain loop: it runs once per cell of a cube. */
function column(at: number, start: number, count: number, cell: (row: number, at: number) => Cell): Cell[] {
  const values: Cell[] = new Array(count);
  for (let offset = 0; offset < count; offset += 1) values[offset] = cell(start + offset, at);
  return values;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
