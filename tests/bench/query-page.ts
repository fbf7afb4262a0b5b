import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import type { Page } from 'playwright-core';
import { runSite } from '../../cli/pipeline.ts';
import { placesOf } from '../../cli/places.ts';
import { serveSite } from '../../pages/serve.ts';
import { launchChromium } from '../browser/chromium.ts';

const ROWS = 100_000;
const MOST_SECONDS = 4;
const MOST_MILLISECONDS = 200;
const CUBE = 'activite';
const QUERY = `select antenne, module, indicateur, count(*) as n, sum(valeur) as s from ${CUBE} where annee >= 2023 group by antenne, module, indicateur order by n desc`;

interface Bench {
  pairs: number;
  tell: (text: string) => void;
}

/**
 * The page of queries on the samples' release: seconds from opening it, with an empty cache, to the first answer, engine
 * and cubes loaded; then milliseconds from the click to the answer shown, over a cube of 100,000 rows.
 */
export async function benchQueryPage({ pairs, tell }: Bench): Promise<void> {
  const site = await runSite(placesOf(true, process.env), 'recherche', () => undefined);
  const served = await serveSite({ folder: site.folder, port: 0 });
  const browser = await launchChromium();
  const large = await largeCube(join(site.folder, 'paquet', 'cubes', `${CUBE}.arrow`));
  try {
    const ready: number[] = [];
    const answers: number[] = [];
    for (let turn = 0; turn < pairs; turn += 1) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const began = performance.now();
      await page.goto(`${served.address}/requetes/`);
      await page.locator('button.lancer').waitFor();
      await milliseconds(page, 'select 1 as un');
      ready.push((performance.now() - began) / 1000);
      await context.close();
    }
    const page = await browser.newPage();
    await page.route(`**/cubes/${CUBE}.arrow`, (route) => route.fulfill({ body: large }));
    await page.goto(`${served.address}/requetes/`);
    await page.locator('button.lancer').waitFor();
    const counted = await answerOf(page, `select count(*) as n from ${CUBE}`);
    if (counted !== String(ROWS)) throw new Error(`the cube has ${counted} rows, not ${ROWS}`);
    for (let turn = 0; turn < pairs; turn += 1) answers.push(await milliseconds(page, QUERY));
    tell(line('SQL page, from opening to its first answer', ready, 's', MOST_SECONDS, 1));
    tell(
      line(
        `SQL page, click to answer over ${ROWS.toLocaleString('en')} rows`,
        answers,
        'ms',
        MOST_MILLISECONDS,
        0,
      ),
    );
  } finally {
    await browser.close();
    await served.close();
  }
}

/** The rows of an Arrow file, again and again until there are enough. */
async function largeCube(file: string): Promise<Buffer> {
  let table = tableFromIPC(await readFile(file));
  while (table.numRows < ROWS) table = table.concat(table);
  return Buffer.from(tableToIPC(table.slice(0, ROWS), 'stream'));
}

/** From the click to the answer in the page. */
async function milliseconds(page: Page, sql: string): Promise<number> {
  await page.fill('#requete', sql);
  return page.evaluate(async () => {
    const button = document.querySelector<HTMLButtonElement>('button.lancer');
    const began = performance.now();
    button?.click();
    // No function has a name in there: the loader would wrap it in a helper that the page does not have.
    do await new Promise((resolve) => requestAnimationFrame(resolve));
    while (button?.disabled !== false);
    const failed = document.querySelector('#echec')?.textContent;
    if (failed) throw new Error(failed);
    return performance.now() - began;
  });
}

async function answerOf(page: Page, sql: string): Promise<string> {
  await milliseconds(page, sql);
  return ((await page.locator('#reponse tbody td').first().textContent()) ?? '').trim();
}

function line(name: string, found: readonly number[], unit: string, most: number, digits: number): string {
  const sorted = [...found].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const [low, middle, high] = [sorted[0] ?? median, median, sorted.at(-1) ?? median].map((value) =>
    value.toFixed(digits),
  );
  return `${name}: median ${middle} ${unit} (${low} to ${high}), at most ${most} ${unit}: ${median <= most ? 'held' : 'MISSED'}`;
}
