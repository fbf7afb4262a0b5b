import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { read } from './core/readers/read.ts';
import { bytesOf } from './file-bytes.ts';

describe('the bytes of a file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cpca-bytes-'));
    path = join(folder, 'f.csv');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are all of them, up to the limit', async () => {
    await writeFile(path, 'Équipe;1');
    expect(new TextDecoder().decode(await bytesOf(path, 9))).toBe('Équipe;1');
  });

  it('are one more than the limit where there are more', async () => {
    await writeFile(path, 'abcdefgh');
    expect(new TextDecoder().decode(await bytesOf(path, 4))).toBe('abcde');
  });

  it('of a file of five gigabytes are enough to refuse it', async () => {
    await writeFile(path, '');
    await truncate(path, 5_000_000_000);
    expect(read(await bytesOf(path), 'f.csv')).toMatchObject({ problemes: [{ code: 'FICHIER_TROP_GROS' }] });
  });
});
