import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildSite } from '../../pages/build/site.ts';
import { type ServedSite, serveSite } from '../../pages/serve.ts';
import { launchChromium } from './chromium.ts';
import { longName, writeStrangeRelease } from './strange-release.ts';
import { shownText, visit } from './visit.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const known = inject('sites').find(({ audience }) => audience === 'comite');
if (!known) throw new Error('no site of comite was built');

let folder: string;
let browser: Browser;
let site: ServedSite;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etrange-'));
  const built = await buildSite({
    root,
    releaseDir: await writeStrangeRelease(known.releaseDir, folder, 'comite'),
    audience: 'comite',
    sitesDir: join(folder, 'sites'),
    parametersFile: join(root, 'data-samples', 'budget', 'parametres-exemple.yml'),
    logger: { info: () => undefined },
  });
  site = await serveSite({ folder: built.folder, port: 0 });
  browser = await launchChromium();
}, 400_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, maxRetries: 3 });
});

describe('a site of a strange release', () => {
  it.each(known.pages)('says on %s what is the case, at 320 px', async (path) => {
    const view = await visit(browser, site.address + path, { width: 320 });
    const text = await shownText(view.page.locator('body'));
    expect(text.match(/\b(NaN|undefined|null|Infinity|\[object)\b|\bat \S+ \(/g) ?? []).toEqual([]);
    const found = await view.page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      // A drawing of nothing, or one that is drawn off the paper.
      blank: [...document.querySelectorAll('main figure')]
        .filter((one) => one.querySelector('.dessin'))
        .filter((one) => !one.querySelector('svg rect, svg path, svg circle, svg text'))
        .map((one) => one.id),
      broken: [...document.querySelectorAll('main svg *')]
        .filter((one) => [...one.attributes].some(({ value }) => /NaN|undefined|Infinity/.test(value)))
        .map((one) => one.outerHTML.slice(0, 100)),
    }));
    expect(found).toEqual({ width: 320, blank: [], broken: [] });
    expect([view.status, view.complaints]).toEqual([200, []]);
    await view.close();
  });

  it('names the antenne with the long name, and says that it has no figures', async () => {
    const view = await visit(browser, `${site.address}/antennes/via-voltaire/`, { width: 320 });
    expect(await shownText(view.page.locator('h1'))).toBe(longName);
    expect(await shownText(view.page.locator('main'))).toMatch(/aucun|non transmis|rien/i);
    await view.close();
  });

  it('says of an empty cube and of a year without data that nothing was received', async () => {
    for (const path of ['/activite/', '/hebergement/']) {
      const view = await visit(browser, site.address + path);
      expect(await shownText(view.page.locator('main'))).toMatch(/aucun chiffre reçu|rien|aucune/i);
      await view.close();
    }
  });
});
