import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKey, writeKey } from './key.ts';

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
const hex = Buffer.from(bytes).toString('hex');
const chance = (wanted: number) => bytes.slice(0, wanted);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-key-'));
  path = join(folder, 'cle.txt');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a new key', () => {
  it('is 64 hexadecimal digits that only the owner can read, and is read back', async () => {
    await writeKey(path, chance);
    expect(await readFile(path, 'utf8')).toBe(`${hex}\n`);
    expect(await readKey(path, 'linux')).toEqual({ key: bytes, shared: false });
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('never takes the place of a file', async () => {
    await writeFile(path, 'held');
    await expect(writeKey(path, chance)).rejects.toMatchObject({ code: 'CLE_EXISTE' });
    expect(await readFile(path, 'utf8')).toBe('held');
  });

  it('says that a folder lacks', async () => {
    await expect(writeKey(join(folder, 'absent', 'cle.txt'), chance)).rejects.toMatchObject({
      code: 'CLE_NON_ECRITE',
    });
  });

  it.each([
    ['too short', () => bytes.slice(0, 16)],
    ['one byte over and over', () => new Uint8Array(32).fill(7)],
  ])('is not written from a source that is %s', async (_, random) => {
    await expect(writeKey(path, random)).rejects.toMatchObject({ code: 'CLE_FAIBLE' });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a key file', () => {
  it.each([
    ['absent', undefined, 'CLE_ILLISIBLE'],
    ['too short', hex.slice(2), 'CLE_ILLISIBLE'],
    ['not hexadecimal', 'z'.repeat(64), 'CLE_ILLISIBLE'],
    ['all zeros', '0'.repeat(64), 'CLE_FAIBLE'],
    ['two bytes in turn', 'ab12'.repeat(16), 'CLE_FAIBLE'],
  ])('that is %s is refused, and its content is told to nobody', async (_, content, code) => {
    if (content !== undefined) await writeFile(path, content, { mode: 0o600 });
    const error: unknown = await readKey(path, 'linux').catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code });
    if (content !== undefined) expect(String((error as Error).message)).not.toContain(content);
  });

  it('that others may read is told, but on Windows', async () => {
    await writeFile(path, `${hex.toUpperCase()}\r\n`);
    for (const mode of [0o640, 0o604]) {
      await chmod(path, mode);
      expect(await readKey(path, 'linux')).toEqual({ key: bytes, shared: true });
    }
    expect((await readKey(path, 'win32')).shared).toBe(false);
  });
});
