import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { siteOptions } from '../../cli/pipeline.ts';
import { placesOf } from '../../cli/places.ts';
import { audiences } from '../../pages/build/release.ts';
import { type BuiltSite, buildSite } from '../../pages/build/site.ts';
import { serveSite } from '../../pages/serve.ts';
import { launchChromium } from '../browser/chromium.ts';
import { visit } from '../browser/visit.ts';
import { report, runPairs, timed } from './pairs.ts';
import { buildBaselineSite } from './site-baseline.ts';

const MOST_OF_BASELINE = 1 / 3;
const MOST_SCRIPT_KB = 300;
const MOST_ALL_KB = 500;
const MOST_BUILD_SECONDS = 180;
const WATCHED_MS = 15_000;
/** Milliseconds without a request after which a page is taken to have painted what it will. */
const STILL_MS = 2_000;
/** 1.6 Mbit/s and 150 ms: a slow office line. */
const LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const COMPARED = ['/', '/activite/'];

interface Bench {
  pairs: number;
  tell: (text: string) => void;
}

/**
 * The sites beside stock Evidence's same two pages, on the samples' release: seconds of a build, milliseconds to the largest
 * paint on a slow line, and what Chromium asks for in the first 15 s of every page of ours.
 */
export async function benchSite({ pairs, tell }: Bench): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-bench-site-'));
  const browser = await launchChromium();
  try {
    const places = { ...placesOf(true, process.env), sites: join(folder, 'sites') };
    const options = await siteOptions(places, 'comite', () => undefined);
    const sites: BuiltSite[] = [];
    for (const audience of audiences) {
      const own = await siteOptions(places, audience, () => undefined);
      const taken = await timed(async () => sites.push(await buildSite(own)));
      tell(limit(`Build of the site ${audience}`, taken / 1000, MOST_BUILD_SECONDS, 's'));
    }
    const comite = sites.find(({ audience }) => audience === 'comite');
    if (comite === undefined) throw new Error('no site of the comité');
    let stock = '';
    const stockTaken = await timed(async () => {
      stock = await buildBaselineSite({
        ...{ root: options.root, release: join(options.releaseDir, 'comite') },
        ...{ folder: join(folder, 'stock'), year: Number(comite.release.slice(0, 4)) },
      });
    });
    tell(`Build of stock Evidence's two pages: ${(stockTaken / 1000).toFixed(1)} s`);
    await comparePaint(browser, comite.folder, stock, pairs, tell);
    for (const site of sites) await weigh(browser, site.folder, site.pages, site.audience, tell);
    await weigh(browser, stock, COMPARED, 'stock Evidence (engine not counted)', tell);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function comparePaint(
  browser: Browser,
  ours: string,
  stock: string,
  pairs: number,
  tell: Bench['tell'],
): Promise<void> {
  const [own, other] = await Promise.all([ours, stock].map((site) => serveSite({ folder: site, port: 0 })));
  if (own === undefined || other === undefined) throw new Error('a site is not served');
  try {
    for (const path of COMPARED) {
      const found = await runPairs(
        pairs,
        () => largestPaint(browser, own.address + path),
        () => largestPaint(browser, other.address + path),
      );
      tell(
        report(`Largest paint of ${path} on a slow line, against stock Evidence`, found, MOST_OF_BASELINE),
      );
    }
  } finally {
    await own.close();
    await other.close();
  }
}

/** Milliseconds from opening an address, with an empty cache, to its largest contentful paint. */
async function largestPaint(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Network.emulateNetworkConditions', LINE);
    const still = whenStill(page);
    await page.goto(address, { waitUntil: 'load', timeout: 120_000 });
    await still();
    const paint = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          });
          setTimeout(() => resolve(0), 5000);
        }),
    );
    if (paint <= 0) throw new Error(`${address} painted nothing`);
    return paint;
  } finally {
    await context.close();
  }
}

/** Waits until the page's last request is done and no other follows for a while. */
function whenStill(page: Page): () => Promise<void> {
  let open = 0;
  let last = performance.now();
  const change = (by: number) => () => {
    open += by;
    last = performance.now();
  };
  page.on('request', change(1));
  page.on('requestfinished', change(-1));
  page.on('requestfailed', change(-1));
  return async () => {
    const end = performance.now() + 120_000;
    while (open > 0 || performance.now() - last < STILL_MS) {
      if (performance.now() > end) throw new Error(`${page.url()} is still loading after two minutes`);
      await page.waitForTimeout(100);
    }
  };
}

/** The heaviest page of a site, and what any page asks for from outside; a worker's requests are not seen. */
async function weigh(
  browser: Browser,
  folder: string,
  pages: readonly string[],
  name: string,
  tell: Bench['tell'],
): Promise<void> {
  const site = await serveSite({ folder, port: 0 });
  try {
    const seen = await Promise.all(
      pages.map(async (path) => {
        const began = performance.now();
        const view = await visit(browser, site.address + path);
        await view.page.waitForTimeout(Math.max(0, WATCHED_MS - (performance.now() - began)));
        const { scriptBytes, allBytes, outside } = view;
        await view.close();
        return { path, script: scriptBytes / 1000, all: allBytes / 1000, outside: outside.length };
      }),
    );
    for (const one of seen) {
      tell(`  ${one.path}: ${one.script.toFixed(0)} KB of JavaScript, ${one.all.toFixed(0)} KB in all`);
    }
    const most = (of: (one: (typeof seen)[number]) => number) => Math.max(...seen.map(of));
    tell(
      limit(
        `Site ${name}, ${seen.length} pages, most JavaScript`,
        most((one) => one.script),
        MOST_SCRIPT_KB,
        'KB',
      ),
    );
    tell(
      limit(
        `Site ${name}, most in all`,
        most((one) => one.all),
        MOST_ALL_KB,
        'KB',
      ),
    );
    tell(`Site ${name}, requests outside: ${seen.reduce((sum, one) => sum + one.outside, 0)}`);
  } finally {
    await site.close();
  }
}

function limit(name: string, found: number, most: number, unit: string): string {
  return `${name}: ${found.toFixed(1)} ${unit}, at most ${most} ${unit}: ${found <= most ? 'held' : 'MISSED'}`;
}
