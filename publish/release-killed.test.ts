import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentName } from './current-name.ts';
import { fixtureWarehouse } from './fixture-warehouse.ts';
import { verifyRelease } from './manifest.ts';

const program = fileURLToPath(new URL('fixture-publish-program.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

let root: string;
let path: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-killed-'));
  path = join(root, 'warehouse.duckdb');
  await (await fixtureWarehouse(path)).close();
});
afterAll(async () => rm(root, { recursive: true, force: true }));

/** Publishes in a process of its own, killed so long after it began; resolves to whether it came to its end. */
async function publishAndKill(out: string, afterMs: number | undefined): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', loader, program, path, out], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (afterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), afterMs);
  const [code] = await ended;
  return code === 0;
}

describe('a publication killed at some moment', () => {
  it.each([60, 180, 320])(
    'after %i ms, then run again, gives the same release',
    async (afterMs) => {
      const out = join(root, `killed-${afterMs}`);
      await publishAndKill(out, afterMs);
      const left = await currentName(out).catch((error: unknown) => error);
      // Whatever was put in force before the end is whole.
      if (typeof left === 'string') await verifyRelease(join(out, left));
      else expect(left).toBeUndefined();
      expect(await publishAndKill(out, undefined)).toBe(true);
      const release = await currentName(out);
      expect(await readdir(out)).toEqual([String(release), 'current', 'registre.jsonl']);
      await verifyRelease(join(out, String(release)));

      const whole = join(root, 'whole');
      if ((await currentName(whole)) === undefined) expect(await publishAndKill(whole, undefined)).toBe(true);
      expect(release).toBe(await currentName(whole));
    },
    60_000,
  );
});
