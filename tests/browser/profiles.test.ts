import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatNumber } from '../../pages/components/number.ts';
import { launchChromium } from './chromium.ts';
import { antenneLabels, type CubeRow, cubeRows, rowsWhere } from './cube.ts';
import { dashboards } from './dashboards.ts';
import { shownText, visit } from './visit.ts';

const sites = dashboards;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => browser?.close());

/** The cubes of groups of persons, each with its dimension of places and the figures of the page that show it. */
const SHOWN = [
  { cube: 'profil_region', place: 'sexe', path: '/personnes/', figures: '#region, [id^="sexe-"]' },
  { cube: 'sensibles_region', place: '', path: '/personnes/', figures: '#sensible' },
  { cube: 'profil_antennes', place: 'antenne', path: '/personnes/', figures: '[id^="antenne-"]' },
  { cube: 'profil_departements', place: 'departement', path: '/personnes/', figures: '[id^="departement-"]' },
  { cube: 'sorties_classes', place: 'antenne', path: '/sorties/', figures: '[id^="classe-"]' },
  { cube: 'sorties_motifs', place: '', path: '/sorties/', figures: '[id^="motif-"]' },
] as const;

/** The rows of the last year, of the finest period that tells something of a place. */
function shownRows(rows: CubeRow[], place: string): CubeRow[] {
  const last = Math.max(...rows.map(({ annee }) => Number(annee)));
  const told = new Map<string, CubeRow[]>();
  for (const row of rowsWhere(rows, { annee: last })) {
    const key = `${row[place]} ${row.caracteristique}`;
    told.set(key, [...(told.get(key) ?? []), row]);
  }
  return [...told.values()].flatMap((own) => {
    const yearly = own.filter((row) => row.periode === String(last));
    const silent = yearly.every((row) => row.modalite === '_T');
    const several = own.filter((row) => row.periode !== String(last));
    return silent && several.length > 0 ? several : yearly;
  });
}

/** What the tables of these figures say: `name of the place | line | number`, sorted. */
async function tableLines(page: Page, figures: string): Promise<string[]> {
  const lines = await page
    .locator(`:is(${figures}) table`)
    .evaluateAll((tables) =>
      tables.flatMap((table) =>
        [...table.querySelectorAll('tbody tr:has(td)')].map((row) =>
          [row.querySelector('th'), row.querySelector('td')]
            .map((one) => one?.textContent?.trim())
            .join(' | '),
        ),
      ),
    );
  return lines.sort();
}

/** The same as the release's rows must be written. */
function writtenLines(rows: CubeRow[]): string[] {
  return rows
    .map((row) => {
      const label = [row.modalite, row.classe_large, row.motif].includes('_T')
        ? 'Toutes les modalités'
        : String(row.libelle);
      const value = typeof row.valeur === 'number' ? formatNumber(row.valeur) : 'secret';
      return `${label.charAt(0).toUpperCase()}${label.slice(1)} | ${value}`;
    })
    .sort();
}

describe.each(sites)('who the persons are, on the site of $audience', (site) => {
  it.each(SHOWN)(
    'shows each figure of $cube as the release says it, secret where it is secret',
    async (shown) => {
      const rows = shownRows(await cubeRows(site, shown.cube), shown.place);
      expect(rows.length).toBeGreaterThan(0);
      const { page, close } = await visit(browser, `${site.address}${shown.path}`);
      expect(await tableLines(page, shown.figures)).toEqual(writtenLines(rows));
      await close();
    },
  );

  it('hatches a secret and writes the word: as many as are hidden, none of them a bar or a zero', async () => {
    const { page, close } = await visit(browser, `${site.address}/personnes/`);
    for (const { cube, place, figures } of SHOWN.filter(({ path }) => path === '/personnes/')) {
      const known = (await cubeRows(site, cube)).filter(({ modalite }) => modalite !== '_U');
      const told = shownRows(known, place).filter(({ modalite }) => modalite !== '_T');
      const drawings = page.locator(`:is(${figures}) .dessin:not(.dessin-etroit)`);
      expect(await drawings.locator('.secrets path').count()).toBe(
        told.filter((row) => row.valeur === null).length,
      );
      expect(await drawings.locator('.barres rect').count()).toBe(
        told.filter((row) => row.valeur !== null).length,
      );
      expect([...new Set(await drawings.locator('.absences text').allTextContents())].join()).toMatch(
        /^(secret)?$/,
      );
    }
    await close();
  });

  it('says of each drawing its base and what was put together, in words that screen readers have too', async () => {
    const rows = shownRows(await cubeRows(site, 'profil_antennes'), 'antenne');
    const names = await antenneLabels(site);
    const { page, close } = await visit(browser, `${site.address}/personnes/`);
    const coarse = rows.filter((row) => row.grossissement);
    expect(coarse.length).toBeGreaterThan(0);
    for (const row of new Map(coarse.map((one) => [`${one.antenne} ${one.caracteristique}`, one])).values()) {
      const figure = page.locator(`#antenne-${row.caracteristique}-figure`);
      const panel = figure.locator('.multiple', { hasText: names.get(String(row.antenne)) ?? '?' }).first();
      const said = (await panel.textContent())?.replaceAll(/\s/g, ' ') ?? '';
      expect(said).toContain(String(row.grossissement).replaceAll(/\s/g, ' '));
      if (row.base_valeur)
        expect(said).toContain(`Base : ${formatNumber(Number(row.base_valeur))}`.replaceAll(/\s/g, ' '));
    }
    await close();
  });

  it('gives no number of a characteristic on the page of an antenne but the release’s', async () => {
    const all = await cubeRows(site, 'profil_antennes');
    for (const path of ['udaf11', 'la-traverse', 'apex']) {
      const code = path.toUpperCase().replaceAll('-', '_');
      const rows = shownRows(rowsWhere(all, { antenne: code }), 'antenne');
      expect(rows.length).toBeGreaterThan(0);
      const { page, close } = await visit(browser, `${site.address}/antennes/${path}/`);
      expect(await tableLines(page, '#profil')).toEqual(writtenLines(rows));
      await close();
    }
  });

  it('draws them anew after coming from another page', async () => {
    const direct = await visit(browser, `${site.address}/personnes/`);
    const bars = await direct.page.locator('.profil rect').count();
    await direct.close();
    const { page, complaints, close } = await visit(browser, `${site.address}/methode/`);
    await page.getByRole('link', { name: 'Personnes accompagnées', exact: true }).click();
    await page.locator('.profil svg').first().waitFor();
    await expect.poll(() => page.locator('.profil rect').count()).toBe(bars);
    expect(await shownText(page.locator('main'))).toContain('Femmes accompagnées dans la région');
    expect(complaints).toEqual([]);
    await close();
  });
});
