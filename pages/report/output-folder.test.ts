import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutputFolder } from './output-folder.ts';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'rapport-'));
});
afterEach(() => rm(path, { recursive: true, force: true }));

async function write(content: string, names = ['a.html']): Promise<void> {
  const folder = new OutputFolder(path, 'a.json');
  for (const name of names) await folder.draft(name, content);
  await folder.publish(names, { annee: 2024 });
  await folder.clear();
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

  it('remembers the files of an earlier run that were not asked for again', async () => {
    await write('un', ['a.html', 'a.pdf']);
    await write('deux');
    expect(await new OutputFolder(path, 'a.json').foreign(['a.html', 'a.pdf'])).toEqual([]);
  });
});
