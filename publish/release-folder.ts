import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CURRENT_FILE } from './current-name.ts';
import { replaceAtomically, syncFolder, syncTree } from './durable-file.ts';
import { PublicationError } from './publication-error.ts';

const PREFIX = '.tmp-';
const LOCK_FILE = '.verrou';
const HOUR = 3_600_000;

/** Temporary names in use by this process: a run never takes away another's. */
const inUse = new Set<string>();
let serial = 0;

/** A temporary place inside a publication folder, on the same disk, so that a rename puts it in place at once. */
export interface TemporaryPlace {
  path: string;
  /** Takes away what is left there. */
  remove(): Promise<void>;
}

/** Reserves a new temporary name in the publication folder; nothing is made there yet. */
export function temporaryPlace(out: string): TemporaryPlace {
  serial += 1;
  const path = join(out, `${PREFIX}${process.pid}-${serial}`);
  inUse.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      inUse.delete(path);
    },
  };
}

/**
 * Runs work that writes into a publication folder, made if it lacks, while no other run does. The lock of a process
 * that is gone, or over an hour old, counts for nothing. Errors (`PublicationError`): `publication_en_cours`.
 */
export async function holdFolder<T>(out: string, now: Date, work: () => Promise<T>): Promise<T> {
  await mkdir(out, { recursive: true });
  const lock = join(out, LOCK_FILE);
  if (!(await takeLock(lock))) {
    if (await isHeld(lock, now)) throw inUseElsewhere();
    await rm(lock, { force: true });
    if (!(await takeLock(lock))) throw inUseElsewhere();
  }
  inUse.add(lock);
  try {
    return await work();
  } finally {
    inUse.delete(lock);
    await rm(lock, { force: true });
  }
}

/** Makes the lock, with the number of this process in it; false when there is one. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isHeld(lock: string, now: Date): Promise<boolean> {
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  // Our number, but not our lock: a process that is gone had it before us.
  if (owner === process.pid) return inUse.has(lock);
  // A lock without a number is being written.
  return (owner === 0 || isAlive(owner)) && !(await isOld(lock, now).catch(() => true));
}

function inUseElsewhere(): PublicationError {
  return new PublicationError([
    {
      code: 'publication_en_cours',
      message: 'Une autre commande écrit en ce moment dans ce dossier de publication.',
      fichier: LOCK_FILE,
      regle: 'une seule publication à la fois',
      remede: `Attendez qu’elle finisse, puis recommencez. Si aucune ne tourne, supprimez ${LOCK_FILE}.`,
    },
  ]);
}

/**
 * Makes the publication folder if it lacks, and takes away what runs that were killed left in it: those whose
 * process is gone, or that are over an hour old (the number may have passed to another process).
 * Returns how many.
 */
export async function clearLeftovers(out: string, now: Date): Promise<number> {
  await mkdir(out, { recursive: true });
  let removed = 0;
  for (const name of await readdir(out)) {
    const path = join(out, name);
    const owner = /^\.tmp-(\d+)-\d+$/.exec(name)?.[1];
    if (owner === undefined || inUse.has(path)) continue;
    const isOurs = Number(owner) === process.pid;
    if (!isOurs && isAlive(Number(owner)) && !(await isOld(path, now))) continue;
    await rm(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/**
 * Moves a finished folder to its final name. Returns false when that name is already taken, whoever took it;
 * the finished folder then stays where it is.
 */
export async function putInPlace(finished: string, out: string, name: string): Promise<boolean> {
  await syncTree(finished);
  try {
    await rename(finished, join(out, name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))
      return false;
    throw error;
  }
  await syncFolder(out);
  return true;
}

/** Makes a release the one in force: a reader sees the old name or the new. */
export async function setCurrent(out: string, name: string): Promise<void> {
  const place = temporaryPlace(out);
  try {
    await replaceAtomically(join(out, CURRENT_FILE), place.path, `${name}\n`);
  } finally {
    await place.remove();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isOld(path: string, now: Date): Promise<boolean> {
  return now.getTime() - (await stat(path)).mtimeMs > HOUR;
}
