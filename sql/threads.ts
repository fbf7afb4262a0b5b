import { availableParallelism } from 'node:os';
import type { Knex } from 'knex';
import type { Row } from './dialect/result.ts';

/**
 * Runs a work during which so many statements run at once, with the engine's threads shared out among them: most
 * tables are small, and what a query costs to be cut up for several threads is more than they save. Afterwards the
 * engine has the threads that it had. A locked database keeps those that it has.
 */
export async function withSharedThreads<T>(db: Knex, atOnce: number, work: () => Promise<T>): Promise<T> {
  const { rows }: { rows: Row[] } = await db.raw(
    "select current_setting('threads') as threads, current_setting('lock_configuration') as locked",
  );
  const before = Number(rows[0]?.threads ?? availableParallelism());
  const each = Math.max(1, Math.floor(before / atOnce));
  if (rows[0]?.locked === true || each === before) return work();
  await db.raw(`set threads = ${each}`);
  try {
    return await work();
  } finally {
    await db.raw(`set threads = ${before}`);
  }
}
