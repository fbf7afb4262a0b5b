import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendToLedger,
  closedInLedger,
  EMPTY_LEDGER,
  LEDGER_FILE,
  type Ledger,
  type LedgerDraft,
  ledgerStates,
  newestStanding,
  readLedger,
} from './ledger.ts';

const [A, B, C] = ['2023-12-31-aaaaaaaa', '2024-12-31-bbbbbbbb', '2024-12-31-cccccccc'] as const;
const published = (release: string, annees_closes: number[] = []): LedgerDraft => ({
  ...{ evenement: 'publication', release, manifeste_sha256: 'ab'.repeat(32) },
  ...{ annees_closes, le: '2025-03-01T10:00:00.000Z' },
});
const withdrawn = (release: string): LedgerDraft => ({
  ...published(release),
  ...{ evenement: 'retrait', motif: 'erreur de saisie' },
});

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'cpca-ledger-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

async function written(...drafts: LedgerDraft[]): Promise<Ledger> {
  let ledger = EMPTY_LEDGER;
  for (const draft of drafts) ledger = await appendToLedger(out, ledger, draft);
  return ledger;
}

describe('the ledger', () => {
  it('is read as it was written, each line sealed by the next, and leaves nothing else in the folder', async () => {
    expect(await readLedger(out)).toBeUndefined();
    const ledger = await written(published(A), published(B, [2023]), withdrawn(B));
    expect(await readLedger(out)).toEqual(ledger);
    expect(ledger.entries.map(({ precedent }) => precedent)).toEqual([
      '0'.repeat(64),
      ...ledger.entries.slice(0, 2).map(({ empreinte }) => empreinte),
    ]);
    expect(await readdir(out)).toEqual([LEDGER_FILE]);
  });

  it('only grows: what stood is the beginning of what stands', async () => {
    const first = await written(published(A));
    const before = await readFile(join(out, LEDGER_FILE), 'utf8');
    await appendToLedger(out, first, published(B));
    expect((await readFile(join(out, LEDGER_FILE), 'utf8')).startsWith(before)).toBe(true);
  });

  it('tells what stands of each release: a withdrawn one no more, one published again as the newest', async () => {
    const ledger = await written(
      published(A, [2022]),
      published(B, [2022, 2023]),
      published(C),
      withdrawn(C),
    );
    expect(newestStanding(ledger)?.release).toBe(B);
    expect(closedInLedger(ledger)).toEqual([2022, 2023]);
    const again = await appendToLedger(out, ledger, published(A));
    expect(newestStanding(again)?.release).toBe(A);
    expect(ledgerStates(again).map(({ release, rang, retrait }) => [release, rang, retrait?.motif])).toEqual([
      [B, 2, undefined],
      [C, 3, 'erreur de saisie'],
      [A, 5, undefined],
    ]);
    expect(newestStanding(EMPTY_LEDGER)).toBeUndefined();
  });

  it('is refused for any other byte in it, and the message quotes none of it', async () => {
    await written(published(A), published(B, [2023]), withdrawn(B));
    const file = join(out, LEDGER_FILE);
    const whole = await readFile(file);
    const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, by]) => {
        const bytes = Buffer.from(whole);
        bytes[at] = ((bytes[at] ?? 0) + by) % 256;
        await writeFile(file, bytes);
        const error = await readLedger(out).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toMatchObject({
          code: 'registre_abime',
          message: expect.not.stringContaining('saisie'),
        });
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['loses a line', (lines: string[]) => [lines[0], lines[2]]],
    ['has two lines in each other’s place', (lines: string[]) => [lines[1], lines[0], lines[2]]],
    ['has a line twice', (lines: string[]) => [lines[0], ...lines]],
  ])('is refused when it %s', async (_, change) => {
    await written(published(A), published(B), published(C));
    const file = join(out, LEDGER_FILE);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${change(lines).join('\n')}\n`);
    await expect(readLedger(out)).rejects.toMatchObject({ code: 'registre_abime' });
  });
});
