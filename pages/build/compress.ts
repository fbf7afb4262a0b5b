import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = new Set(['.html', '.js', '.css', '.json', '.svg', '.arrow', '.wasm', '.txt']);

/** Above this size (bytes), Brotli's best quality takes minutes: only gzip is written. */
const brotliLimit = 4_000_000;
/** Below this size (bytes), a compressed copy saves no packet. */
const worthwhile = 860;

/** Writes `.gz` and `.br` beside each file under `folder` that shrinks, for the server to send. */
export async function compressFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !compressible.has(extname(entry.name))) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (content.length < worthwhile) continue;
    const level = content.length > brotliLimit ? 6 : 9;
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level }));
    if (content.length > brotliLimit) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
  }
}
