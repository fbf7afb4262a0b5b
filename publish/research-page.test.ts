import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureWarehouse } from './fixture-warehouse.ts';
import { readPublicationRules } from './publication-rules.ts';
import { publishRelease } from './release.ts';

const run = promisify(execFile);
const page = await readFile(new URL('../docs/recherche.md', import.meta.url), 'utf8');
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

let root: string;
let releaseDir: string;
let programs: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-page-'));
  // Under node_modules, so that a program there finds the packages by their names.
  const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  programs = await mkdtemp(join(cache, 'research-page-'));
  const warehouse = await fixtureWarehouse();
  const rules = await readPublicationRules();
  const published = await publishRelease({
    warehouse,
    out: root,
    ...rules,
    donneesDu: '2024-12-31',
    sample: true,
    entrees: [],
    modeles: {},
    parametres: {},
    clock: () => new Date('2025-03-01T10:00:00Z'),
    logger: { info: () => undefined },
  });
  await warehouse.close();
  releaseDir = published.dir;
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  await rm(programs, { recursive: true, force: true });
});

/** The code of the page's only example in a language. */
function example(language: string): string {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, code]) => code ?? '',
  );
  expect(found).toHaveLength(1);
  return found.join('');
}

function pythonVersion(): string | undefined {
  try {
    return execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    // No Python on this machine: the page says so of its example.
    return undefined;
  }
}

describe('the examples of the research page', () => {
  it('run in DuckDB', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`set file_search_path = '${releaseDir}'`);
    const statements = example('sql')
      .split(';')
      .filter((sql) => sql.trim() !== '');
    const answers = [];
    for (const sql of statements) answers.push((await connection.runAndReadAll(sql)).getRowsJson());
    expect(answers).toEqual([
      [
        ['AERS', 691, 'publie'],
        ['LA_CLEDE', null, 'non_disponible'],
        ['UDAF11', 23, 'publie'],
        ['VIA_VOLTAIRE', 546, 'publie'],
      ],
      [
        ['2023', '1519'],
        ['2024', '1544'],
      ],
    ]);
    connection.closeSync();
    instance.closeSync();
  });

  it('run in TypeScript', async () => {
    const file = join(programs, 'example.mts');
    await writeFile(file, example('ts'));
    const { stdout } = await run(process.execPath, ['--import', loader, file], {
      cwd: releaseDir,
      timeout: 20_000,
    });
    expect(stdout).toBe('2023 1519\n2024 1544\n');
  });

  it.skipIf(pythonVersion() === undefined)('run in Python, with its standard library', async () => {
    const { stdout } = await run('python3', ['-c', example('python')], { cwd: releaseDir, timeout: 20_000 });
    expect(stdout).toBe('2023 1519.0\n2024 1544.0\n');
  });
});
