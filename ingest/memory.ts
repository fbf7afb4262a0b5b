import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The heap grows by so much before what is no longer used is looked for; left to itself, up to four times. */
const GROWTH_PERCENT = 60;
/** Bytes of the heap from which it is worth a look. */
const LARGE = 300_000_000;

/**
 * Does some work while keeping the heap close to what is in use. Reading a large file fills and lets go of hundreds of
 * megabytes, and the engine would sooner take twice as many from the machine than look for them.
 */
export async function inLittleMemory<Result>(work: () => Promise<Result>): Promise<Result> {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  try {
    return await work();
  } finally {
    setFlagsFromString('--heap-growing-percent=0');
  }
}

/**
 * Gives back what a large file held while it was read: its bytes and cells are gone by then, and the warehouse is about
 * to need the room. Nothing for a small file.
 */
export function giveBack(): void {
  if (process.memoryUsage().heapUsed < LARGE) return;
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}
