import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** A file of a report, with what says later that it is still ours. */
export interface WrittenFile {
  fichier: string;
  octets: number;
  sha256: string;
}

const recordSchema = z.object({
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
    await mkdir(this.aside, { recursive: true });
    const path = join(this.aside, basename(name));
    if (content !== undefined) await writeFile(path, content);
    return path;
  }

  /** Puts drafts in place, each by a rename, then the record of them; a file of an earlier run that is not made anew stays. */
  async publish(names: readonly string[], about: Readonly<Record<string, unknown>>): Promise<WrittenFile[]> {
    const made: WrittenFile[] = [];
    for (const name of names) {
      const bytes = await readFile(join(this.aside, name));
      made.push({ fichier: name, octets: bytes.length, sha256: digest(bytes) });
    }
    const kept = (await this.written()).filter(({ fichier }) => !names.includes(fichier));
    const fichiers = [...made, ...kept].sort((a, b) => (a.fichier < b.fichier ? -1 : 1));
    await this.draft(this.record, `${JSON.stringify({ ...about, fichiers }, null, 2)}\n`);
    // The record first: were the program stopped between, a file newly renamed is known, an old one refused, never lost.
    for (const name of [this.record, ...names]) await rename(join(this.aside, name), join(this.path, name));
    return made;
  }

  /** Removes what was made aside. */
  async clear(): Promise<void> {
    await rm(this.aside, { recursive: true, force: true });
  }

  private async written(): Promise<WrittenFile[]> {
    const record = await readOrNothing(join(this.path, this.record));
    return (record === undefined ? undefined : parse(record)) ?? [];
  }
}

function parse(bytes: Uint8Array): WrittenFile[] | undefined {
  try {
    return recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).fichiers;
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
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
