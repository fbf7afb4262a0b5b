import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chain } from '../../../budget/record-fixture.ts';
import {
  type DecisionFile,
  decisionsFolder,
  mendHead,
  readDecisions,
  writeDecision,
} from './decision-folder.ts';

/** Steps on the disk that are still to come before this process stands still, as one that was killed does. */
const gate = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY, halt: () => {} }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const never = new Promise<never>(() => {});
  const passes = () => {
    gate.left -= 1;
    if (gate.left > 0) return true;
    gate.halt();
    return false;
  };
  const step =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> =>
      passes() ? run(...args) : never;
  return {
    ...real,
    mkdir: step(real.mkdir as (path: string) => Promise<undefined>),
    rename: step(real.rename),
    rm: step(real.rm),
    open: async (path: string, flags: string) => {
      if (!passes()) return never;
      const handle = await real.open(path, flags);
      const write = handle.writeFile.bind(handle);
      handle.writeFile = async (content) => {
        if (passes()) return write(content);
        await write((content as string).slice(0, content.toString().length / 2));
        return never;
      };
      return handle;
    },
  };
});

const documents: DecisionFile[] = [
  { name: 'releve.html', content: '<!doctype html>\n<p>Relevé</p>\n' },
  { name: 'releve.docx', content: new Uint8Array([80, 75, 3, 4, 0, 255]) },
];
const now = new Date('2025-06-12T08:00:00Z');
const records = chain();

let root: string;
let publication: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-decisions-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  gate.left = Number.POSITIVE_INFINITY;
  publication = await mkdtemp(join(root, 'p-'));
});

/** Writes the first records of the chain. */
async function write(count: number): Promise<void> {
  for (const record of records.slice(0, count)) await writeDecision(publication, record, documents, now);
}

/** Writes one record, standing still before a step; says whether it came to its end all the same. */
async function writeUntil(step: number, rang: number): Promise<boolean> {
  const record = records[rang - 1];
  if (record === undefined) throw new RangeError(`no record ${rang}`);
  const halted = new Promise<boolean>((resolve) => {
    gate.halt = () => resolve(false);
  });
  gate.left = step;
  const done = writeDecision(publication, record, documents, now).then(() => true);
  const ended = await Promise.race([done, halted]);
  gate.left = Number.POSITIVE_INFINITY;
  return ended;
}

async function codes(): Promise<string[]> {
  return (await readDecisions(publication)).problemes.map(({ code, fichier }) => `${code} ${fichier}`);
}

describe('a folder of decisions', () => {
  it('is empty before the first one', async () => {
    expect(await readDecisions(publication)).toEqual({ records: [], problemes: [] });
  });

  it('gives back what was written, and takes each rank once', async () => {
    await write(3);
    const { records: read, problemes } = await readDecisions(publication);
    expect(problemes).toEqual([]);
    expect(read).toEqual(records);
    await expect(write(1)).rejects.toMatchObject({ code: 'DECISION_CONCURRENTE', exit: 1 });
    expect(await codes()).toEqual([]);
  });

  it('stopped at any step, holds the decision whole or not at all, and the next run ends the work', async () => {
    await write(1);
    const before = publication;
    let stops = 0;
    let whole = 0;
    for (let step = 1; step < 200; step += 1) {
      publication = join(root, `stopped-${step}`);
      await cp(before, publication, { recursive: true });
      const ended = await writeUntil(step, 2);
      const { records: read, problemes } = await readDecisions(publication);
      expect({ step, problemes }).toEqual({ step, problemes: [] });
      expect([1, 2]).toContain(read.length);
      expect(read).toEqual(records.slice(0, read.length));
      if (ended) break;
      stops += 1;
      if (read.length === 2) whole += 1;
      await mendHead(publication, read);
      for (const record of records.slice(read.length))
        await writeDecision(publication, record, documents, now);
      expect((await readDecisions(publication)).records).toEqual(records);
      expect(await codes()).toEqual([]);
    }
    // It was stopped before, within and after the folder took its place.
    expect(stops).toBeGreaterThan(10);
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThan(stops);
  });

  it.each(['0002/decision.json', '0002/documents.json', '0001/releve.html', '0003/releve.docx', 'derniere'])(
    'says that a byte of %s changed',
    async (path) => {
      await write(3);
      const file = join(decisionsFolder(publication), path);
      const bytes = await readFile(file);
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const bent = Uint8Array.from(bytes);
        bent[at] = ((bent[at] ?? 0) + 1) % 256;
        await writeFile(file, bent);
        const { problemes } = await readDecisions(publication);
        expect(problemes.map(({ fichier }) => fichier)).toContain(path);
      }
      await writeFile(file, bytes);
      expect(await codes()).toEqual([]);
    },
  );

  it('says what lacks and what does not belong', async () => {
    await write(3);
    const folder = decisionsFolder(publication);
    await writeFile(join(folder, '0001', 'ajout.txt'), 'ajout');
    await writeFile(join(folder, 'note.txt'), 'note');
    await rm(join(folder, '0002', 'releve.html'));
    expect(await codes()).toEqual([
      'document_modifie 0001/ajout.txt',
      'document_modifie 0002/releve.html',
      'document_modifie note.txt',
    ]);
    await rm(join(folder, '0003'), { recursive: true });
    expect(await codes()).toContain('decision_manquante 0003');
    expect((await readdir(folder)).sort()).toEqual(['0001', '0002', 'derniere', 'note.txt']);
  });
});
