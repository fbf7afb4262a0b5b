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
  return printed(script, args, canPin ? ['taskset', '-c', CORE] : []);
}

/** The same on all cores. */
export function ownProcess(script: string, args: readonly string[]): Promise<unknown> {
  return printed(script, args, []);
}

function printed(script: string, args: readonly string[], before: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const [command = '', ...rest] = [...before, process.execPath, '--import', 'tsx', script, ...args];
    const child = spawn(command, rest, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${script} ended with ${code}`)),
    );
  });
}
