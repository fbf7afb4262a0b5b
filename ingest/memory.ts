import { setFlagsFromString } from 'node:v8';

/** The heap grows by so much before what is no longer used is looked for; left to itself, up to four times. */
const GROWTH_PERCENT = 60;

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
