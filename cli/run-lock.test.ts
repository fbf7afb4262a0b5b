import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockFile, withLock } from './run-lock.ts';

/** What happens once between reading a file and knowing what it says. */
const meanwhile = vi.hoisted(() => ({ next: undefined as (() => Promise<void>) | undefined }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readFile = async (path: string, encoding: 'utf8') => {
    const text = await real.readFile(path, encoding);
    const { next } = meanwhile;
    meanwhile.next = undefined;
    await next?.();
    return text;
  };
  return { ...real, readFile };
});

const NOW = new Date('2025-02-03T12:00:00Z');
const clock = () => NOW;

let folder: string;
let warehouse: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-verrou-'));
  warehouse = join(folder, 'neuf', 'w.duckdb');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The number of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const left = () => readdir(join(folder, 'neuf'));

/** Holds the lock until told. */
function held() {
  let end = () => {};
  let begun = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const until = new Promise<void>((resolve) => {
    end = resolve;
  });
  const done = withLock(warehouse, clock, () => {
    begun();
    return until;
  });
  return { started, end, done };
}

describe('the lock of a month’s work', () => {
  it('lets one at a time work, and leaves nothing behind, whatever comes of it', async () => {
    const first = held();
    await first.started;
    await expect(withLock(warehouse, clock, async () => 'done')).rejects.toMatchObject({
      code: 'DEJA_EN_COURS',
      exit: 2,
      message: expect.stringContaining('depuis le 2025-02-03 à 12:00'),
    });
    first.end();
    await first.done;
    await expect(
      withLock(warehouse, clock, async () => {
        throw new Error('failed');
      }),
    ).rejects.toThrow('failed');
    expect(await withLock(warehouse, clock, async () => 'done')).toBe('done');
    expect(await left()).toEqual([]);
  });

  it('takes over from a process that is gone, from half a day ago, and from half a line', async () => {
    await withLock(warehouse, clock, async () => {});
    const stale = [
      JSON.stringify({ pid: await gone(), depuis: NOW.toISOString() }),
      JSON.stringify({ pid: process.pid, depuis: '2025-02-02T23:00:00.000Z' }),
      '{"pid":',
    ];
    for (const text of stale) {
      await writeFile(lockFile(warehouse), text);
      expect(await withLock(warehouse, clock, async () => 'done'), text).toBe('done');
      expect(await left()).toEqual([]);
    }
  });

  it('lets one alone of many take over, however they meet', async () => {
    await withLock(warehouse, clock, async () => {});
    const stale = JSON.stringify({ pid: await gone(), depuis: NOW.toISOString() });
    for (let round = 0; round < 40; round++) {
      await writeFile(lockFile(warehouse), `${stale}${' '.repeat(round)}`);
      let inside = 0;
      let most = 0;
      const tries = Array.from({ length: 8 }, () =>
        withLock(warehouse, clock, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setTimeout(resolve, 2));
          inside -= 1;
        }).then(
          () => 1,
          () => 0,
        ),
      );
      const worked = (await Promise.all(tries)).reduce<number>((sum, one) => sum + one, 0);
      expect(worked).toBeGreaterThan(0);
      expect(most).toBe(1);
      expect(await left()).toEqual([]);
    }
  });

  it('leaves it to who took over since it was found stale', async () => {
    await withLock(warehouse, clock, async () => {});
    await writeFile(lockFile(warehouse), JSON.stringify({ pid: await gone(), depuis: NOW.toISOString() }));
    let other: ReturnType<typeof held> | undefined;
    meanwhile.next = async () => {
      other = held();
      await other.started;
    };
    await expect(withLock(warehouse, clock, async () => 'done')).rejects.toMatchObject({
      code: 'DEJA_EN_COURS',
    });
    other?.end();
    await other?.done;
    expect(await left()).toEqual([]);
  });
});
