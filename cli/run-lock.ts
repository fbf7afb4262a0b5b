import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from './cli-error.ts';

/** Longer than any month's work: by then a process's number may have passed to another. */
const MOST_HOURS = 12;
const HOUR = 3_600_000;

/** Who holds a lock. */
interface Holder {
  pid: number;
  /** Since when, in UTC. */
  depuis: string;
}

/** The file that says that a warehouse is being worked on. */
export function lockFile(warehouse: string): string {
  return `${warehouse}.travail`;
}

/**
 * Does some work that two processes must not do at once on a warehouse. A lock whose process is gone, or that is half
 * a day old, is taken over. Throws a CliError `DEJA_EN_COURS` when another holds it; nothing is done then.
 */
export async function withLock<Result>(
  warehouse: string,
  clock: () => Date,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = lockFile(warehouse);
  await mkdir(dirname(path), { recursive: true });
  const own = await take(path, clock());
  try {
    return await work();
  } finally {
    // Another may have taken it over since.
    if ((await textOf(path)) === own) await rm(path, { force: true });
  }
}

/** Gives what was written in the lock. */
async function take(path: string, now: Date): Promise<string> {
  const own = `${JSON.stringify({ pid: process.pid, depuis: now.toISOString(), marque: randomBytes(8).toString('hex') })}\n`;
  for (let tries = 0; tries < 3; tries++) {
    const free = await writeFile(path, own, { flag: 'wx' }).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      },
    );
    if (free) return own;
    const held = await textOf(path);
    if (held === undefined) continue;
    const holder = holderIn(held);
    if (holder && isAtWork(holder, now)) throw inUse(holder, path);
    await putAway(path, held);
  }
  throw inUse(undefined, path);
}

/** Takes away a lock that nobody holds, unless it became another's in the meantime. */
async function putAway(path: string, held: string): Promise<void> {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await textOf(aside)) === held) await rm(aside, { force: true });
  else await rename(aside, path);
}

function holderIn(text: string): Holder | undefined {
  try {
    const { pid, depuis } = JSON.parse(text) as Partial<Holder>;
    return Number.isInteger(pid) && typeof depuis === 'string' ? { pid: Number(pid), depuis } : undefined;
  } catch {
    return undefined;
  }
}

function isAtWork({ pid, depuis }: Holder, now: Date): boolean {
  const age = now.getTime() - Date.parse(depuis);
  return !Number.isNaN(age) && Math.abs(age) < MOST_HOURS * HOUR && isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function inUse(holder: Holder | undefined, path: string): CliError {
  const since = holder ? ` depuis le ${holder.depuis.slice(0, 16).replace('T', ' à ')} (UTC)` : '';
  return new CliError(
    'DEJA_EN_COURS',
    `Un autre « cpca run » travaille déjà sur cet entrepôt${since} : rien n’a été fait.`,
    `Attendez qu’il finisse, puis relancez. S’il est arrêté pour de bon, supprimez « ${path} ».`,
    2,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
