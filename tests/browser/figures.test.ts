import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { dashboards } from './dashboards.ts';
import { releaseFigures, unknownFigures, writtenNumbers } from './shown-figures.ts';

const source = fileURLToPath(new URL('../../pages/', import.meta.url));

/** What these pages show is computed from the parameters or taken from the acts; their own tests hold it. */
const computed = new Set(['/budget/', '/simulateur/', '/repartition/']);

/** The file that a page was written in. */
function sourceOf(path: string): string {
  if (path === '/') return 'index.md';
  if (/^\/antennes\/./.test(path)) return 'antennes/[antenne].md';
  return path === '/antennes/' ? 'antennes/index.md' : `${path.slice(1, -1)}.md`;
}

describe.each(dashboards)('the figures of $audience', ({ audience, folder, pages, releaseDir }) => {
  let allowed: Set<string>;
  const page = (path: string) => readFile(join(folder, path, 'index.html'), 'utf8');
  const own = async (path: string) => writtenNumbers([await readFile(join(source, sourceOf(path)), 'utf8')]);
  beforeAll(() => {
    allowed = releaseFigures(join(releaseDir, audience, 'cubes'));
  });

  it.each(pages.filter((path) => !computed.has(path)))('on %s are the release’s', async (path) => {
    const html = await page(path);
    // How many models there are is the project's own count, and no figure of a release.
    const models = /(\d+) modèles et (\d+) tables/.exec(html.replace(/\s|\u00a0|&nbsp;/g, ' '));
    const counted = models?.slice(1).join(' ') ?? '';
    const unknown = unknownFigures(
      html,
      allowed,
      new Set([...(await own(path)), ...writtenNumbers([counted])]),
    );
    expect(unknown.map(({ figure, around }) => `${figure} in « ${around} »`)).toEqual([]);
  });

  it('would show a figure that is planted, and a share of no two of them', async () => {
    const html = await page('/');
    for (const planted of ['7 777 777', '48 911,37', '61,83 %']) {
      const changed = html.replace('</main>', `<p>Planté : ${planted.replaceAll(' ', '\u202f')}</p></main>`);
      expect(changed).not.toBe(html);
      const unknown = unknownFigures(changed, allowed, await own('/'));
      expect(unknown.map(({ around }) => around)).toEqual([expect.stringContaining('Planté')]);
    }
  });
});
