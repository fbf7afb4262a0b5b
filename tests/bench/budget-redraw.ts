import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { placesOf } from '../../cli/places.ts';
import { serveSite } from '../../pages/serve.ts';
import { launchChromium } from '../browser/chromium.ts';
import { spread } from './pairs.ts';

const MOVES = 60;

/** Milliseconds that one move of a slider takes of the page: the split, the new table, its layout. */
export interface Redraw {
  median: number;
  max: number;
  /** Nothing moved: what waiting and asking for the layout take anyway. */
  idle: number;
}

/** Moves a slider of the simulator in Chromium, on the site that `npm start` built; undefined where there is none. */
export async function measureRedraw(): Promise<Redraw | undefined> {
  const folder = join(placesOf(true, process.env).sites, 'comite', 'site');
  if (!existsSync(join(folder, 'simulateur', 'index.html'))) return undefined;
  const site = await serveSite({ folder, port: 0 });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.address}/simulateur/`, { waitUntil: 'networkidle' });
    // No function has a name in there: the loader would wrap it in a helper that the page does not have.
    const times = await page.evaluate(async (moves) => {
      const slider = document.querySelector('#poids-activite') as HTMLInputElement;
      const moved: number[] = [];
      const still: number[] = [];
      for (let at = 0; at < moves; at++) {
        const from = performance.now();
        slider.value = String((at * 37) % 100);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await Promise.resolve();
        document.body.getBoundingClientRect();
        moved.push(performance.now() - from);
        const after = performance.now();
        await Promise.resolve();
        document.body.getBoundingClientRect();
        still.push(performance.now() - after);
      }
      return { moved, still };
    }, MOVES);
    const moved = spread(times.moved);
    return { median: moved.median, max: Math.max(...times.moved), idle: spread(times.still).median };
  } finally {
    await browser.close();
    await site.close();
  }
}
