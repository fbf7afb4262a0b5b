import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';
import type { Sources } from '../contracts.ts';
import { IngestError } from '../ingest-error.ts';
import type { PageData } from './page-data.ts';

/** What the page is made of, beside its own code. */
export interface PageOptions {
  sources: Sources;
  /** Antenne code → its name. */
  noms: Record<string, string>;
  /** The public key of the samples. */
  cleExemple: Uint8Array;
  /** The antenne that the page is made for; any when undefined. */
  antenne?: string | undefined;
  /** The number of the centre's key; any key is taken when undefined. */
  numeroCle?: string | undefined;
}

/** A page that an antenne receives by mail, and that its old computer opens. */
export const MOST_BYTES = 2_000_000;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * The offline page as one HTML file: the same core as the command's, contracts and lists within. Its policy lets its own
 * script run, known by its hash, and a worker made from it, and nothing be fetched from anywhere. Same sources, same
 * bytes. Throws an IngestError when it weighs more than `MOST_BYTES`.
 */
export async function buildPage({
  sources,
  noms,
  cleExemple,
  antenne,
  numeroCle,
}: PageOptions): Promise<string> {
  const [html, css, script, worker] = await Promise.all([
    readFile(here('page.html'), 'utf8'),
    readFile(here('page.css'), 'utf8'),
    bundled('main.ts'),
    bundled('worker.ts'),
  ]);
  const data: PageData = {
    contracts: sources.contracts,
    nomenclatures: [...sources.nomenclatures],
    tranches: sources.tranches,
    noms,
    ...(antenne === undefined ? {} : { antenne }),
    ...(numeroCle === undefined ? {} : { numeroCle }),
    cleExemple: [...cleExemple],
  };
  const style = css.trim();
  const page = [
    ['content=""', `content="${policy(script, style)}"`],
    ['<style></style>', `<style>${style}</style>`],
    [
      '</body>',
      `<script type="application/json" id="donnees">${jsonInHtml(data)}</script>
<script type="application/json" id="lecteur">${jsonInHtml(worker)}</script>
<script>${script}</script>
</body>`,
    ],
  ].reduce((text, [mark = '', content = '']) => put(text, mark, content), html);
  const bytes = Buffer.byteLength(page);
  if (bytes > MOST_BYTES)
    throw new IngestError('PAGE_TROP_LOURDE', `The page weighs ${bytes} bytes, of ${MOST_BYTES} at most.`);
  return page;
}

/** The page with a part in the place of its mark, which stands there once. */
function put(page: string, mark: string, content: string): string {
  const [before, after, ...more] = page.split(mark);
  if (before === undefined || after === undefined || more.length > 0)
    throw new IngestError('PAGE', `page.html must hold ${mark} once.`);
  return `${before}${content}${after}`;
}

/** What the page may do: nothing but run its script and style, and a worker that it makes itself. */
function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    "connect-src 'none'",
    `script-src ${hashOf(script)}`,
    'worker-src blob:',
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON that closes no tag of the page. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

/** A module of this folder with all that it imports, as one script that runs by itself. */
async function bundled(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    envFile: false,
    publicDir: false,
    root: here('.'),
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      minify: 'esbuild',
      lib: { entry: here(entry), formats: ['iife'], name: 'cpca', fileName: 'page' },
    },
  });
  const outputs = (Array.isArray(made) ? made : [made]) as Rollup.RollupOutput[];
  const [chunk, ...others] = outputs.flatMap(({ output }) => output);
  if (chunk?.type !== 'chunk' || others.length > 0)
    throw new IngestError('PAGE', `${entry} did not bundle into one script.`);
  const code = chunk.code.trim();
  if (/<\/script|<!--/i.test(code) && entry === 'main.ts')
    throw new IngestError('PAGE', `${entry} holds text that would close its tag.`);
  return code;
}
