import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sources } from '../../ingest/contracts.ts';
import { type FileReport, ingest } from '../../ingest/ingest.ts';
import { RAW_TABLES } from '../../ingest/raw-tables.ts';
import type { Warehouse } from '../../sql/warehouse.ts';
import type { Case, Outcome } from './case.ts';
import { figureRow } from './declared-good.ts';
import { KEY, type RawRow, rowsOf } from './good.ts';

/** What became of a file of the corpus: its outcome in one line, and what the warehouse holds of it. */
export interface Got {
  report: FileReport;
  /** Rows of the raw tables, each as one line of text, in order. */
  rows: string[];
  /** What the expected good lines give, the same way. */
  wanted: string[];
}

/** The corpus is read on a day after its year. */
const TODAY = new Date('2025-02-01T00:00:00Z');
/** Columns that say where a row comes from, and not what it says. */
const WHERE = new Set([
  'fichier_id',
  'source',
  'antenne',
  'annee',
  'annee_fichier',
  'partie',
  'feuille',
  'ligne',
  'cellule',
]);

/** Loads one file of the corpus into the warehouse, by the real program. */
export async function load(one: Case, folder: string, warehouse: Warehouse, sources: Sources): Promise<Got> {
  const path = join(folder, one.nom);
  await mkdir(join(path, '..'), { recursive: true });
  const octets = one.octets();
  await writeFile(path, octets);
  const [report] = await ingest([path], { warehouse, sources, keyFor: () => KEY, clock: () => TODAY });
  if (!report) throw new Error(`corpus: ${one.nom} gave no report`);
  return {
    report,
    rows: await rawRows(warehouse, createHash('sha256').update(octets).digest('hex')),
    wanted: one.attendu.bons
      .flatMap((nom) => figureRow(nom) ?? rowsOf(nom))
      .map(rowText)
      .sort(),
  };
}

async function rawRows(warehouse: Warehouse, sha256: string): Promise<string[]> {
  const rows: RawRow[] = [];
  for (const table of Object.keys(RAW_TABLES)) {
    const found: Record<string, unknown>[] = await warehouse
      .knex(`raw.${table}`)
      .whereIn('fichier_id', warehouse.knex('meta.fichier').where({ sha256 }).select('fichier_id'));
    rows.push(...found.map((row) => ({ table, values: plain(row) })));
  }
  return rows.map(rowText).sort();
}

/** The columns that say something, as JSON has them: a day is its ISO text, a decimal a number. */
function plain(row: Record<string, unknown>): RawRow['values'] {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value === null || value === undefined) return [name, null];
      if (value instanceof Date) return [name, value.toISOString().slice(0, 10)];
      if (typeof value === 'number') return [name, value];
      if (typeof value === 'boolean') return [name, Number(value)];
      const text = String(value);
      return [name, /^-?\d+\.\d{4}$/.test(text) ? Number(text) : text];
    }),
  );
}

function rowText({ table, values }: RawRow): string {
  const said = Object.entries(values)
    .filter(([name, value]) => value !== null && !WHERE.has(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return `${table}: ${said.join(', ')}`;
}

/** An outcome in one line: "charge 13 + 0 à corriger", and the codes told. */
export function outcomeText({ etat, charges, a_corriger, codes }: Omit<Outcome, 'bons'>): string {
  const told = [...new Set(codes)].sort().join(', ');
  return `${etat}, ${charges} + ${a_corriger} à corriger${told === '' ? '' : ` : ${told}`}`;
}

/** The same of a report: replaced is loaded. */
export function reportText(report: FileReport): string {
  return outcomeText({
    etat: report.etat === 'refuse' ? 'refuse' : 'charge',
    charges: report.charges,
    a_corriger: report.a_corriger,
    codes: report.problemes.map((found) => found.code),
  });
}

/** Empties the warehouse between two files of the corpus. */
export async function empty(warehouse: Warehouse): Promise<void> {
  const tables: { table_schema: string; table_name: string }[] = await warehouse
    .knex('information_schema.tables')
    .whereIn('table_schema', ['raw', 'meta', 'archive'])
    .where({ table_type: 'BASE TABLE' })
    .select('table_schema', 'table_name');
  const connection = await warehouse.connect();
  const statements = tables.map(
    ({ table_schema, table_name }) => `delete from ${table_schema}.${table_name}`,
  );
  await connection.run(['begin transaction', ...statements, 'commit'].join(';'));
  connection.closeSync();
}

/** Everything that every table of the warehouse holds, as one text. */
export async function contentOf(of: Warehouse): Promise<string> {
  const tables: { table_schema: string; table_name: string }[] = await of
    .knex('information_schema.tables')
    .select('table_schema', 'table_name');
  const contents = await Promise.all(
    tables.map(({ table_schema, table_name }) => of.knex(`${table_schema}.${table_name}`).select('*')),
  );
  return JSON.stringify(contents, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
