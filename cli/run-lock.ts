import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
    if (await putUp(path, own)) return own;
    const held = await textOf(path);
    if (held === undefined) continue;
    const holder = holderIn(held);
    if (holder && isAtWork(holder, now)) throw inUse(holder, path);
    if (await takeOver(path, held, own)) return own;
  }
  throw inUse(undefined, path);
}

/** Writes a file that is not there yet, at once and whole: nobody ever reads half of it. Says whether it did. */
async function putUp(path: string, text: string): Promise<boolean> {
  const aside = await written(path, text);
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Replaces a lock that nobody holds. Of all who found the same lock, one alone may: who puts up a ticket for it, and
 * finds it unchanged then. Whoever comes after the ticket is gone finds another lock. Says whether it did.
 */
async function takeOver(path: string, held: string, own: string): Promise<boolean> {
  const ticket = `${path}.${createHash('sha256').update(held).digest('hex').slice(0, 16)}`;
  if (!(await putUp(ticket, own))) return false;
  try {
    if ((await textOf(path)) !== held) return false;
    await rename(await written(path, own), path);
    return true;
  } finally {
    await rm(ticket, { force: true });
  }
}

/** A file of its own beside another; gives its path. */
async function written(path: string, text: string): Promise<string> {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(aside, text, { flag: 'wx' });
  return aside;
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
