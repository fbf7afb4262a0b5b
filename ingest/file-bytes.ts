import { open, stat } from 'node:fs/promises';
import { LIMITS } from './core/readers/limits.ts';

/**
 * The bytes of a file; of one that is larger than any file that is read, only enough to know it. So a file of many
 * gigabytes is refused like any other too large, and neither fills the memory nor stops the files after it.
 * Rejects for what is no file, without opening it: a pipe would wait for ever.
 */
export async function bytesOf(path: string, limit: number = LIMITS.file): Promise<Uint8Array> {
  if (!(await stat(path)).isFile()) throw new Error(`${path} is no file`);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size <= limit) return await file.readFile();
    const bytes = Buffer.alloc(limit + 1);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
