import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Output } from '../output.ts';
import { ROOT } from '../places.ts';

interface Step {
  name: string;
  command: string[];
  /** Where a vitest run writes its counts; other steps count as one. */
  report?: string;
}

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

interface Counts {
  passed: number;
  failed: number;
  /** What failed and why, a text each, to be said again at the end of a long print. */
  failures: string[];
}

/** Everything that must hold: types, lint, import rules, tests, tests in a browser. The last line counts them. */
export async function testCommand(options: { browser: boolean }, output: Output): Promise<number> {
  const reports = await mkdtemp(join(tmpdir(), 'cpca-tests-'));
  const vitest = (name: string, config: string): Step => ({
    name,
    command: [
      'vitest',
      'run',
      '--config',
      config,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, `${name}.json`)}`,
    ],
    report: join(reports, `${name}.json`),
  });
  const steps: Step[] = [
    { name: 'types', command: ['tsc', '-p', '.', '--noEmit'] },
    { name: 'lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
    {
      name: 'import rules',
      command: [
        'depcruise',
        '--config',
        'tests/imports.cjs',
        'ingest',
        'sql',
        'publish',
        'budget',
        'pages',
        'cli',
        'tests',
        'data-samples',
      ],
    },
    vitest('tests', 'tests/vitest.config.ts'),
    ...(options.browser ? [vitest('browser tests', 'tests/vitest.browser.config.ts')] : []),
  ];
  let passed = 0;
  let failed = 0;
  const failures: string[] = [];
  try {
    for (const step of steps) {
      const from = performance.now();
      output.note(`── ${step.name}`);
      const code = await runBin(step.command);
      const counts = await countsOf(step, code);
      passed += counts.passed;
      failed += counts.failed;
      failures.push(...counts.failures);
      output.note(
        `── ${step.name}: ${counts.passed} passed, ${counts.failed} failed, ${((performance.now() - from) / 1000).toFixed(1)} s`,
      );
    }
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
  for (const failure of failures) output.note(`✗ ${failure}`);
  output.result({ passed, failed }, `${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** A step that ends badly counts one failure at least, whatever its report says. */
async function countsOf(step: Step, code: number): Promise<Counts> {
  const bad = { passed: 0, failed: 1, failures: [`${step.name}: ended with ${code}`] };
  if (step.report === undefined) return code === 0 ? { passed: 1, failed: 0, failures: [] } : bad;
  const written = await readFile(step.report, 'utf8').catch(() => undefined);
  const parsed = written === undefined ? undefined : reportSchema.safeParse(JSON.parse(written)).data;
  if (!parsed) return bad;
  const failures = parsed.testResults.flatMap(failuresOf);
  const passed = parsed.numPassedTests;
  if (code === 0 || failures.length > 0) return { passed, failed: failures.length, failures };
  return { ...bad, passed };
}

/** The tests of a file that failed, or the file itself where it failed outside of them. */
function failuresOf(file: z.infer<typeof reportSchema>['testResults'][number]): string[] {
  const where = relative(ROOT, file.name);
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  if (failed.length > 0) {
    return failed.map((test) => `${where} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
  }
  return file.status === 'failed' ? [`${where}\n${file.message}`] : [];
}

function runBin(command: readonly string[]): Promise<number> {
  const [bin = '', ...args] = command;
  const path = join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? `${bin}.cmd` : bin);
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
