import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../cli/places.ts';

/** Files that each break one rule, and the rule that must say so. */
const BREACHES: ReadonlyArray<readonly [string, string, string]> = [
  ['ingest/core/leak.ts', "import '../load.ts';", 'ingest-core-is-pure'],
  ['ingest/core/disk.ts', "import 'node:fs';", 'ingest-core-knows-no-node'],
  ['sql/own.ts', "import '../publish/release.ts';", 'sql-imports-only-sql'],
  ['pages/reach.ts', "import '../sql/warehouse.ts';", 'pages-imports-only-pages-and-budget'],
  ['publish/reach.ts', "import '../ingest/load.ts';", 'publish-imports-only-publish-and-sql'],
  ['budget/reach.ts', "import '../sql/warehouse.ts';", 'budget-imports-only-budget'],
];
const OTHERS = ['ingest/load.ts', 'sql/warehouse.ts', 'publish/release.ts'];

let folder: string;
let said: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-imports-'));
  const files = [
    ...BREACHES.map(([path, text]) => [path, text] as const),
    ...OTHERS.map((path) => [path, 'export {};'] as const),
    ['tsconfig.json', '{}'] as const,
  ];
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), `${text}\n`);
  }
  const args = [
    join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    '--config',
    join(ROOT, 'tests', 'imports.cjs'),
    '--output-type',
    'err',
    'ingest',
    'sql',
    'publish',
    'budget',
    'pages',
  ];
  said = await new Promise((resolve) =>
    execFile(process.execPath, args, { cwd: folder }, (_, stdout, stderr) => resolve(stdout + stderr)),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the import rules', () => {
  it.each(BREACHES)('%s is refused (%s)', (path, _, rule) => {
    const line = said.split('\n').find((candidate) => candidate.includes(rule) && candidate.includes(path));
    expect(line, said).toBeDefined();
  });
});
