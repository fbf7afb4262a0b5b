import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

/** A file of a report, with what says later that it is still ours. */
export interface WrittenFile {
  fichier: string;
  octets: number;
  sha256: string;
}

/** What a run put in the folder, and what it did with files of an earlier release. */
export interface Published {
  made: WrittenFile[];
  /** Files of an earlier release that were taken away: beside the new ones they would be read as theirs. */
  removed: string[];
  /** Files of an earlier release that were changed by hand since, and stay. */
  left: string[];
}

const recordSchema = z.object({
  release: z.string().optional(),
  fichiers: z.array(z.object({ fichier: z.string(), octets: z.number(), sha256: z.string() })),
});

/**
 * The folder that a report is written in. Files are made aside and renamed. A file that stands there already is
 * replaced only when the record beside it says that this program wrote it, as it stands.
 */
export class OutputFolder {
  private readonly aside: string;

  constructor(
    readonly path: string,
    /** Name of the record, `rapport-2024-comite.json`. */
    private readonly record: string,
  ) {
    this.aside = join(path, `.en-cours-${process.pid}`);
  }

  /** Names of those files that exist and were not written by this program, or were changed since. */
  async foreign(names: readonly string[]): Promise<string[]> {
    const known = new Map((await this.written()).map(({ fichier, sha256 }) => [fichier, sha256]));
    const found: string[] = [];
    for (const name of names) {
      const bytes = await readOrNothing(join(this.path, name));
      if (bytes !== undefined && known.get(name) !== digest(bytes)) found.push(name);
    }
    const record = await readOrNothing(join(this.path, this.record));
    if (record !== undefined && parse(record) === undefined) found.push(this.record);
    return found;
  }

  /** Where a file is made before it takes its place. */
  async draft(name: string, content?: string | Uint8Array): Promise<string> {
    await makeFolder(this.aside);
    const path = join(this.aside, basename(name));
    if (content !== undefined) await writeFile(path, content);
    return path;
  }

  /**
   * Puts drafts in place, each by a rename, and the record of them. A file of an earlier run that is not made anew stays
   * when it is of the same release; of another, it is taken away, as the record can speak of one release only.
   */
  async publish(
    names: readonly string[],
    about: Readonly<Record<string, unknown>> & { release: string },
  ): Promise<Published> {
    const made: WrittenFile[] = [];
    for (const name of names) {
      const bytes = await readFile(join(this.aside, name));
      made.push({ fichier: name, octets: bytes.length, sha256: digest(bytes) });
    }
    const earlier = await this.recorded();
    const others = (earlier?.fichiers ?? []).filter(({ fichier }) => !names.includes(fichier));
    const same = earlier?.release === about.release;
    const kept = same ? others : [];
    const { removed, left } = await this.takeAway(same ? [] : others);
    const fichiers = [...made, ...kept].sort((a, b) => (a.fichier < b.fichier ? -1 : 1));
    await this.draft(this.record, `${JSON.stringify({ ...about, fichiers }, null, 2)}\n`);
    // The record first: were the program stopped between, a file newly renamed is known, an old one refused, never lost.
    for (const name of [this.record, ...names]) await rename(join(this.aside, name), join(this.path, name));
    return { made, removed, left };
  }

  /** Removes what was made aside. */
  async clear(): Promise<void> {
    await rm(this.aside, { recursive: true, force: true });
  }

  /** Removes those files that are still as this program wrote them. */
  private async takeAway(files: readonly WrittenFile[]): Promise<{ removed: string[]; left: string[] }> {
    const removed: string[] = [];
    const left: string[] = [];
    for (const { fichier, sha256 } of files) {
      const path = join(this.path, basename(fichier));
      const bytes = await readOrNothing(path);
      if (bytes === undefined) continue;
      if (digest(bytes) === sha256) {
        await rm(path);
        removed.push(fichier);
      } else left.push(fichier);
    }
    return { removed, left };
  }

  private async written(): Promise<WrittenFile[]> {
    return (await this.recorded())?.fichiers ?? [];
  }

  private async recorded(): Promise<z.infer<typeof recordSchema> | undefined> {
    const record = await readOrNothing(join(this.path, this.record));
    return record === undefined ? undefined : parse(record);
  }
}

/**
 * Makes a folder and those above it, one at a time. Node's own recursion never ends on a file system that answers that
 * the parent of what it refuses to make does not exist, as `/proc` does.
 */
async function makeFolder(path: string): Promise<void> {
  const code = await makeOne(path);
  if (code === undefined) return;
  const parent = dirname(path);
  if (code !== 'ENOENT' || parent === path) throw refusal(code, path);
  await makeFolder(parent);
  const again = await makeOne(path);
  if (again !== undefined) throw refusal(again, path);
}

/** Makes one folder, or says by its code why not; a folder that is there already is made. */
async function makeOne(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return undefined;
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === undefined) throw error;
    if (code !== 'EEXIST') return code;
    return (await stat(path)).isDirectory() ? undefined : 'ENOTDIR';
  }
}

function refusal(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: mkdir '${path}'`), { code, syscall: 'mkdir', path });
}

/** The code by which the system refuses a file or a folder; undefined of any other error. */
export function fileErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const REFUSALS: Readonly<Record<string, string>> = {
  ENOTDIR: 'un fichier se trouve là où il faudrait un dossier',
  EEXIST: 'un fichier se trouve là où il faudrait un dossier',
  EISDIR: 'un dossier se trouve là où il faudrait un fichier',
  ENOENT: 'un dossier ne peut pas y être créé',
  EACCES: 'l’écriture y est interdite',
  EPERM: 'l’écriture y est interdite',
  EROFS: 'l’écriture y est interdite',
  ENOSPC: 'il n’y a plus de place sur le disque',
  EDQUOT: 'il n’y a plus de place sur le disque',
  ENAMETOOLONG: 'ce nom est trop long',
  ELOOP: 'ce chemin tourne en rond',
};

/** Why the system refuses, in French. */
export function refusalText(code: string): string {
  return REFUSALS[code] ?? `le système répond ${code}`;
}

function parse(bytes: Uint8Array): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readOrNothing(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
