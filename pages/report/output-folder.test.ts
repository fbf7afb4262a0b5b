import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileErrorCode, OutputFolder, type Published, refusalText } from './output-folder.ts';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'rapport-'));
});
afterEach(() => rm(path, { recursive: true, force: true }));

async function write(content: string, names = ['a.html'], release = 'R1'): Promise<Published> {
  const folder = new OutputFolder(path, 'a.json');
  for (const name of names) await folder.draft(name, content);
  const published = await folder.publish(names, { annee: 2024, release });
  await folder.clear();
  return published;
}

describe('the folder of a report', () => {
  it('replaces what it wrote, and leaves nothing aside', async () => {
    await write('un');
    expect(await new OutputFolder(path, 'a.json').foreign(['a.html'])).toEqual([]);
    await write('deux');
    expect(await readFile(join(path, 'a.html'), 'utf8')).toBe('deux');
    expect((await readdir(path)).sort()).toEqual(['a.html', 'a.json']);
  });

  it('knows a file that is not its own, and one that was changed since', async () => {
    await writeFile(join(path, 'b.html'), 'à moi');
    await write('un');
    await writeFile(join(path, 'a.html'), 'corrigé à la main');
    const folder = new OutputFolder(path, 'a.json');
    expect(await folder.foreign(['a.html', 'b.html', 'c.html'])).toEqual(['a.html', 'b.html']);
  });

  it('takes a record that it did not write for a file to keep', async () => {
    await writeFile(join(path, 'a.json'), 'mes notes');
    expect(await new OutputFolder(path, 'a.json').foreign(['a.html'])).toEqual(['a.json']);
  });

  it('takes away its file of an earlier release that it does not make anew, and says so', async () => {
    await write('un', ['a.html', 'a.pdf', 'a.xlsx']);
    await writeFile(join(path, 'a.xlsx'), 'corrigé à la main');
    expect(await write('deux', ['a.html'], 'R2')).toMatchObject({ removed: ['a.pdf'], left: ['a.xlsx'] });
    expect((await readdir(path)).sort()).toEqual(['a.html', 'a.json', 'a.xlsx']);
    const record = JSON.parse(await readFile(join(path, 'a.json'), 'utf8')) as Record<string, unknown>;
    expect(record).toMatchObject({ release: 'R2', fichiers: [{ fichier: 'a.html' }] });
    expect(await new OutputFolder(path, 'a.json').foreign(['a.xlsx'])).toEqual(['a.xlsx']);
  });

  it('is refused, in time, where no folder can be made', async () => {
    await writeFile(join(path, 'plein'), '');
    const refused = async (place: string) => {
      const error = await new OutputFolder(place, 'a.json').draft('a.html', '').catch((one: unknown) => one);
      return fileErrorCode(error);
    };
    expect(await refused(join(path, 'plein'))).toBe('ENOTDIR');
    expect(await refused(join(path, 'plein', 'dessous', 'encore'))).toBe('ENOTDIR');
    if (process.platform === 'linux') expect(await refused('/proc/rapport/2024')).toBe('ENOENT');
    expect(refusalText('ENOTDIR')).toContain('fichier');
    expect(refusalText('EXYZ')).toBe('le système répond EXYZ');
    await new OutputFolder(join(path, 'un', 'deux', 'trois'), 'a.json').draft('a.html', 'là');
    expect(await readdir(join(path, 'un', 'deux', 'trois'))).toHaveLength(1);
  });

  it('remembers the files of an earlier run that were not asked for again', async () => {
    await write('un', ['a.html', 'a.pdf']);
    await write('deux');
    expect(await new OutputFolder(path, 'a.json').foreign(['a.html', 'a.pdf'])).toEqual([]);
  });
});
