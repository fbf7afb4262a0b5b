import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of files for one test. */
export interface Fixture {
  root: string;
  write(files: Readonly<Record<string, string>>): void;
  remove(path?: string): void;
}

/** Makes a folder aside with these files, by path; `remove()` takes it away. */
export function makeFixture(files: Readonly<Record<string, string>> = {}): Fixture {
  const root = mkdtempSync(join(tmpdir(), 'sql-'));
  const fixture: Fixture = {
    root,
    write(more) {
      for (const [path, text] of Object.entries(more)) {
        const file = join(root, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    },
    remove(path = '') {
      rmSync(join(root, path), { recursive: true, force: true });
    },
  };
  fixture.write(files);
  return fixture;
}
