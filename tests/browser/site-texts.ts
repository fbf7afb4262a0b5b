import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

function unpacked(path: string, bytes: Buffer): Buffer {
  if (extname(path) === '.gz') return gunzipSync(bytes);
  return extname(path) === '.br' ? brotliDecompressSync(bytes) : bytes;
}

/** Every file of a site as text, compressed copies unpacked. */
export async function siteTexts(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    texts.set(relative(folder, path), unpacked(path, bytes).toString('utf8'));
  }
  return texts;
}
