import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { printPdf } from '../report/chromium.ts';
import { type PrintedSite, printedDocument } from './document.ts';
import { readOutline } from './outline.ts';

/** A site has some two hundred sheets: a busy machine takes minutes, in milliseconds. */
const patience = 600_000;

/** A built site to print. */
export interface SiteToPrint extends Pick<PrintedSite, 'release' | 'dataDate' | 'sample'> {
  /** The site's folder. */
  folder: string;
  /** Addresses of its pages, in the order of printing. */
  pages: string[];
}

/** The style sheets of a built site that its pages link to, in their order. */
async function siteStyle(folder: string, html: string): Promise<string> {
  const links = [...html.matchAll(/<link href="([^"]+\.css)" rel="stylesheet"/g)];
  const sheets = await Promise.all(links.map((match) => readFile(join(folder, match[1] ?? ''), 'utf8')));
  return sheets.join('\n');
}

async function readSite(site: SiteToPrint): Promise<PrintedSite> {
  const pages = await Promise.all(
    site.pages.map(async (path) => ({
      path,
      html: await readFile(join(site.folder, path, 'index.html'), 'utf8'),
    })),
  );
  const css = await siteStyle(site.folder, pages[0]?.html ?? '');
  const { release, dataDate, sample } = site;
  return { release, dataDate, sample, pages, css };
}

/** The sheet on which each page begins: the place of the first bookmark of its title, in order. */
export function firstSheets(site: PrintedSite, pdf: Uint8Array): Map<string, number> {
  const top = readOutline(pdf).bookmarks.filter(({ depth }) => depth === 0);
  const pages = top.slice(top.length - site.pages.length);
  return new Map(site.pages.map(({ path }, index) => [path, pages[index]?.sheet ?? 0]));
}

/**
 * Prints a built site as one PDF, twice: the first printing tells on which sheet each page begins, the second has the
 * numbers in its contents. The file takes its place when it is whole. Returns how many sheets it has.
 * @throws Error when the browser ends without a PDF
 */
export async function printSite(site: SiteToPrint, browser: string, file: string): Promise<number> {
  const read = await readSite(site);
  await mkdir(dirname(file), { recursive: true });
  const aside = await mkdtemp(join(tmpdir(), 'cpca-site-pdf-'));
  const draft = `${file}.${process.pid}`;
  try {
    const html = join(aside, 'site.html');
    const first = join(aside, 'premier.pdf');
    await writeFile(html, printedDocument(read));
    await printPdf(browser, html, first, patience);
    const sheets = firstSheets(read, await readFile(first));
    await writeFile(html, printedDocument({ ...read, sheets }));
    await printPdf(browser, html, draft, patience);
    const bytes = await readFile(draft);
    await rename(draft, file);
    return readOutline(bytes).sheets;
  } finally {
    await rm(draft, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
}
