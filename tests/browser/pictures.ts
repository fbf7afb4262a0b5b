import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveSite } from '../../pages/serve.ts';
import { launchChromium } from './chromium.ts';

/**
 * Takes the pictures of `docs/images/antenne-*.png` from a built site: what its readers see of the smallest antennes.
 * `npx tsx tests/browser/pictures.ts --site .site/samples/drdfe/site --out docs/images`
 */
const EXCERPTS = [
  { page: 'udaf11', keep: 'auteurs accueillis' },
  { page: 'la-traverse', keep: 'personnes accueillies' },
  { page: 'apex', keep: 'au groupe' },
] as const;

const { values } = parseArgs({ options: { site: { type: 'string' }, out: { type: 'string' } } });
const site = await serveSite({ folder: values.site ?? '', port: 0 });
const browser = await launchChromium();
for (const { page: name, keep } of EXCERPTS) {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  await page.goto(`${site.address}/antennes/${name}/`, { waitUntil: 'networkidle' });
  await page.evaluate((words) => {
    // Of the activity the lines in question; characteristics and exits whole; not the actions in place.
    for (const row of document.querySelectorAll('main .pliable tbody tr'))
      if (!(row.querySelector('th')?.textContent ?? '').includes(words)) row.remove();
    const offer = [...document.querySelectorAll('main h2')].at(-1);
    while (offer?.nextElementSibling) offer.nextElementSibling.remove();
    offer?.remove();
  }, keep);
  await page.locator('main').screenshot({ path: join(values.out ?? '.', `antenne-${name}.png`) });
  await page.close();
}
await browser.close();
await site.close();
