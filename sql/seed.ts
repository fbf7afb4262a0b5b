import { createHash } from 'node:crypto';
import { CsvError, parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import { SqlError } from './error.ts';
import { type RelationName, relationId, SEED_SCHEMA, type Seed } from './model.ts';
import type { StatedRelation } from './properties.ts';

/** The bindings of one insert stay few enough for any engine. */
const CELLS_PER_INSERT = 5_000;

/**
 * Reads a code list: UTF-8, comma separated, one header line. Every cell is text, an empty one null.
 * @throws {SqlError} `seed`: a ragged line, an empty or repeated header, bytes that are no UTF-8.
 */
export function parseSeed(name: string, fichier: string, bytes: Uint8Array, stated?: StatedRelation): Seed {
  const refuse = (ligne: number, message: string, remede: string, cause?: unknown): SqlError =>
    new SqlError('seed', `${fichier}:${ligne}: ${message}`, { fichier, ligne, remede, cause });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse(1, 'This file is not UTF-8.', 'Save it as UTF-8.', cause);
  }
  let records: string[][];
  try {
    records = parse(text, { bom: true, skipEmptyLines: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const ligne = typeof cause.lines === 'number' ? cause.lines : 1;
    throw refuse(ligne, cause.message, 'Give every line as many cells as the header.', cause);
  }
  const [header, ...rows] = records;
  if (!header) throw refuse(1, 'This file is empty.', 'Give it at least a header.');
  header.forEach((column, index) => {
    if (!/^[a-z_][a-z0-9_]*$/.test(column)) {
      throw refuse(
        1,
        `Column ${index + 1} is named "${column}".`,
        'Name it in lower case letters, digits and _.',
      );
    }
    if (header.indexOf(column) !== index) {
      throw refuse(1, `Two columns are named "${column}".`, 'Give each its own name.');
    }
  });
  return {
    id: relationId({ schema: SEED_SCHEMA, name }),
    kind: 'seed',
    schema: SEED_SCHEMA,
    name,
    description: stated?.description ?? '',
    columns: stated?.columns ?? [],
    tests: stated?.tests ?? [],
    fichier,
    ligne: stated?.ligne,
    header,
    rows: rows.map((row) => row.map((cell) => (cell === '' ? null : cell))),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Makes a table of the seed's rows, all columns text, in the file's order. */
export async function loadSeed(db: Knex, seed: Seed, place: RelationName): Promise<void> {
  await db.schema.withSchema(place.schema).createTable(place.name, (table) => {
    for (const column of seed.header) table.text(column);
  });
  const step = Math.max(1, Math.floor(CELLS_PER_INSERT / seed.header.length));
  for (let at = 0; at < seed.rows.length; at += step) {
    const chunk = seed.rows
      .slice(at, at + step)
      .map((row) => Object.fromEntries(seed.header.map((column, index) => [column, row[index] ?? null])));
    await db(place.name).withSchema(place.schema).insert(chunk);
  }
}
