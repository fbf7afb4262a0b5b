import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The heap grows by so much before what is no longer used is looked for; left to itself, up to four times. */
const GROWTH_PERCENT = 60;
/** Bytes of a file from which reading it fills the memory; below, looking often costs more than it gives. */
const LARGE_FILE = 24_000_000;
/** Bytes of the heap from which it is worth a look. */
const LARGE_HEAP = 300_000_000;

/**
 * Reads a file of so many bytes while keeping the heap close to what is in use. Reading a large file fills and lets go
 * of hundreds of megabytes, and the engine would sooner take twice as many from the machine than look for them.
 */
export function inLittleMemory<Result>(octets: number, reading: () => Result): Result {
  if (octets < LARGE_FILE) return reading();
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  try {
    return reading();
  } finally {
    setFlagsFromString('--heap-growing-percent=0');
  }
}

/**
 * Gives back what a large file held while it was read: its bytes and cells are gone by then, and the warehouse is about
 * to need the room. Nothing for a small file.
 */
export function giveBack(): void {
  if (process.memoryUsage().heapUsed < LARGE_HEAP) return;
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}
