import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { serveSite } from '../../pages/serve.ts';
import { launchChromium } from './chromium.ts';

/**
 * Takes the pictures of `docs/images/` from the built sites of the samples: the comité's first page, and what the DRDFE sees of
 * the smallest antennes. `npx tsx tests/browser/pictures.ts --sites .site --out docs/images`
 */
const EXCERPTS = [
  { page: 'udaf11', line: 'auteurs accueillis' },
  { page: 'la-traverse', line: 'personnes accueillies' },
  { page: 'apex', line: 'au groupe' },
] as const;
/** What an excerpt keeps of an antenne's page, by how its headings begin. */
const KEPT = ['Activité de', 'Qui sont', 'Comment les parcours'];

async function firstPage(browser: Browser, address: string, out: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
  await page.goto(`${address}/`, { waitUntil: 'networkidle' });
  await page.screenshot({ path: join(out, 'essentiel.png') });
  await page.close();
}

async function excerpt(
  browser: Browser,
  address: string,
  out: string,
  { page: name, line }: (typeof EXCERPTS)[number],
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  await page.goto(`${address}/antennes/${name}/`, { waitUntil: 'networkidle' });
  const lines = await page.evaluate(
    ({ line, kept }) => {
      for (const one of document.querySelectorAll('main .telecharger, .fiche > :not(.chapeau)')) one.remove();
      let keeps = true;
      for (const part of [...(document.querySelector('.detail-antenne')?.children ?? [])]) {
        if (part.matches('h2')) keeps = kept.some((words) => part.textContent?.startsWith(words));
        if (!keeps) part.remove();
      }
      // Of the activity the lines in question; characteristics and exits whole.
      for (const row of document.querySelectorAll('main .pliable tbody tr'))
        if (!(row.querySelector('th')?.textContent ?? '').includes(line)) row.remove();
      return document.querySelectorAll('main .pliable tbody tr').length;
    },
    { line, kept: KEPT },
  );
  if (lines === 0) throw new Error(`the page of ${name} has no line « ${line} »`);
  await page.locator('main').screenshot({ path: join(out, `antenne-${name}.png`) });
  await page.close();
}

const { values } = parseArgs({ options: { sites: { type: 'string' }, out: { type: 'string' } } });
const out = values.out ?? '.';
const siteOf = (audience: string) =>
  serveSite({ folder: join(values.sites ?? '.site', audience, 'site'), port: 0 });
const [comite, drdfe] = [await siteOf('comite'), await siteOf('drdfe')];
const browser = await launchChromium();
await firstPage(browser, comite.address, out);
for (const one of EXCERPTS) await excerpt(browser, drdfe.address, out, one);
await browser.close();
await Promise.all([comite.close(), drdfe.close()]);
