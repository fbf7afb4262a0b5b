import { spawn, spawnSync } from 'node:child_process';
import { ROOT } from '../../cli/places.ts';

const CORE = '0';

/** True where a process can be held to one core. */
export const canPin = spawnSync('taskset', ['-c', CORE, 'true'], { stdio: 'ignore' }).status === 0;

/**
 * Runs a script of the bench in a process of its own, on one core where the machine can hold it there, and gives what
 * it prints: one line of JSON.
 */
export function onOneCore(script: string, args: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const node = [process.execPath, '--import', 'tsx', script, ...args];
    const [command = '', ...rest] = canPin ? ['taskset', '-c', CORE, ...node] : node;
    const child = spawn(command, rest, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(printed)) : reject(new Error(`${script} ended with ${code}`)),
    );
  });
}
