import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absenceText } from '../../pages/components/figure.ts';
import { formatNumber, formatPercent } from '../../pages/components/number.ts';
import { launchChromium } from './chromium.ts';
import { antenneLabels, type CubeRow, cubeRows, releaseYear, rowsWhere } from './cube.ts';
import { dashboards } from './dashboards.ts';
import { type Visit, visit } from './visit.ts';

const sites = dashboards;
/** Of a sheet without its margins, in CSS pixels: 210 mm less twice 15. */
const a4Width = Math.floor((180 / 25.4) * 96);
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => browser?.close());

/** How the page must write a row's figure. */
function written(row: CubeRow): string {
  if (typeof row.valeur !== 'number') return absenceText(String(row.statut));
  return row.unite === '%' ? formatPercent(row.valeur) : formatNumber(row.valeur);
}

/** The text of the first element found, folded away or not. */
async function foldedText(found: Locator): Promise<string> {
  return (await found.first().textContent()) ?? '';
}

/** Unfolds whatever a page keeps folded. */
async function unfold(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
  });
}

/** Every cell of a table, by caption: `line \n part \n column` → its text; a line's name stands on its parts' cells. */
async function cells(page: Page, caption: string): Promise<Map<string, string>> {
  const table = page.locator('table', { has: page.locator('caption', { hasText: caption }) }).first();
  const found = await table.locator('tbody tr').evaluateAll((rows) => {
    let line = '';
    return rows.flatMap((row) => {
      const head = row.querySelector('th');
      const part = head?.classList.contains('partie') ?? false;
      const name = (head?.firstChild?.textContent ?? '').trim();
      if (!part) line = name;
      return [...row.querySelectorAll('td')].map((cell) => {
        const detail = cell.querySelector('.precision')?.textContent ?? '';
        const text = (cell.textContent ?? '').trim();
        const column = cell.getAttribute('data-titre') ?? '';
        return [`${line}\n${part ? name : ''}\n${column}`, text.slice(0, text.length - detail.length).trim()];
      });
    });
  });
  return new Map(found.map(([key, text]) => [key ?? '', text ?? '']));
}

describe.each(sites)('the pages of volumes of $audience', (site) => {
  let year: number;
  let names: Map<string, string>;
  let view: Visit;

  async function open(path: string): Promise<Page> {
    view = await visit(browser, `${site.address}${path}`);
    return view.page;
  }

  /**
   * Each row's figure stands in its line and column, and no other figure is in the table. A part that is the whole
   * of its line has no line of its own.
   */
  function expectFigures(
    shown: Map<string, string>,
    rows: CubeRow[],
    titles: Record<string, string>,
    part: (row: CubeRow) => string = () => '',
  ): void {
    const seen = new Set<string>();
    for (const [indicateur, title] of Object.entries(titles)) {
      for (const row of rowsWhere(rows, { indicateur })) {
        const line = names.get(String(row.antenne)) ?? String(row.antenne);
        const own = `${line}\n${part(row)}\n${title}`;
        const key = shown.has(own) ? own : `${line}\n\n${title}`;
        expect(`${own}: ${shown.get(key)}`).toBe(`${own}: ${written(row)}`);
        seen.add(key);
      }
    }
    expect(seen.size).toBeGreaterThan(0);
    const figures = [...shown].filter(([, text]) => text !== '–').map(([key]) => key);
    expect(figures.filter((key) => !seen.has(key))).toEqual([]);
  }

  beforeAll(async () => {
    year = await releaseYear(site);
    names = await antenneLabels(site);
  });

  it('stand in the menu, in the order a reader asks', async () => {
    const page = await open('/');
    const words = await page.locator('nav[aria-label="Pages du site"] a').allInnerTexts();
    expect(words.slice(0, 8)).toEqual([
      'L’essentiel',
      'Activité et attente',
      'Personnes accompagnées',
      'Sorties',
      'Hébergement',
      'Territoires',
      'Antennes',
      'Qualité',
    ]);
    await view.close();
  });

  it.each(['activite', 'personnes', 'sorties', 'hebergement', 'territoires', 'qualite'])(
    'fit every table of %s on a screen and on a sheet of A4',
    async (name) => {
      const page = await open(`/${name}/`);
      await unfold(page);
      for (const [media, width] of [['screen', 1280] as const, ['print', a4Width] as const]) {
        await page.emulateMedia({ media });
        await page.setViewportSize({ width, height: 900 });
        const cut = await page
          .locator('.tableau')
          .evaluateAll((found) =>
            found.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
          );
        expect(cut).toEqual([]);
      }
      await view.close();
    },
  );

  it('compare two years only where they compare, and say why not elsewhere', async () => {
    const changes = rowsWhere(await cubeRows(site, 'evolution'), {
      annee: year,
      site: '_T',
      module: '_T',
      indicateur: 'personnes_accompagnees',
    });
    const page = await open('/activite/');
    const group = page.locator('tbody', { hasText: 'Personnes accompagnées' }).first();
    for (const antenne of new Set(changes.map((row) => String(row.antenne)))) {
      const own = rowsWhere(changes, { antenne });
      const line = group.locator('tr', { hasText: names.get(antenne) ?? '?' }).first();
      const text = await foldedText(line.locator('td[data-titre="Évolution"]'));
      const stands = own.some((row) => row.comparable === 'oui');
      expect(`${antenne} ${text.includes(', soit ')}`).toBe(`${antenne} ${stands}`);
      // The page sets spaces as French does.
      const said = (reason: string) => text.replaceAll(/\s/g, '').includes(reason.replaceAll(/\s/g, ''));
      if (!stands) expect(own.map((row) => String(row.raison)).filter(said)).not.toEqual([]);
    }
    await view.close();
  });

  it('put under a figure what the porteur says of it', async () => {
    const notes = rowsWhere(await cubeRows(site, 'notes'), { annee: year, indicateur: 'orientations' });
    expect(notes.length).toBeGreaterThan(0);
    const page = await open('/activite/');
    for (const note of notes) {
      const line = page.locator('tr', { hasText: String(note.texte) });
      expect(await foldedText(line)).toContain(names.get(String(note.antenne)));
    }
    await view.close();
  });

  it('write what waits as the release says, and an equation that holds', async () => {
    const rows = rowsWhere(await cubeRows(site, 'attente'), { annee: year, module: '_T' });
    const page = await open('/activite/');
    const shown = await cells(page, `Attente en ${year}`);
    const titles: Record<string, string> = {
      ouverture: 'En attente au 1er janvier',
      entrees: 'Entrées',
      fins: 'Fins',
      cloture: 'En attente au 31 décembre',
      delai_median: 'Délai médian, en jours',
      fins_plus_de_six_mois: 'Finies après plus de six mois',
      cloture_plus_de_six_mois: 'En attente depuis plus de six mois',
      demandes_non_satisfaites: 'Demandes non satisfaites',
    };
    const whole = new Map([...shown].filter(([key]) => key.split('\n')[1] === ''));
    expectFigures(whole, rows, titles);
    const equations = await page.locator('.equation').allInnerTexts();
    expect(equations.length).toBeGreaterThan(0);
    for (const equation of equations) {
      const [made, closing] = equation.split('=');
      const terms = (made ?? '').replaceAll('−', '-').replaceAll(/[^\d+-]/g, '');
      const sum = [...terms.matchAll(/[+-]?\d+/g)].reduce((total, [term]) => total + Number(term), 0);
      expect(sum).toBe(Number((closing ?? '').replaceAll(/\D/g, '')));
    }
    await view.close();
  });

  it('draw each antenne’s months with the release’s numbers', async () => {
    const rows = rowsWhere(await cubeRows(site, 'periodes'), {
      annee: year,
      genre: 'mois',
      indicateur: 'personnes_accompagnees',
    });
    const page = await open('/activite/');
    for (const antenne of new Set(rows.map((row) => String(row.antenne)))) {
      const drawing = page.locator(`#accompagnees-par-mois-${antenne === 'CPCA' ? 'region' : antenne}`);
      const name = names.get(antenne) ?? '?';
      const own = rows.filter((row) => row.antenne === antenne);
      const [one] = await drawing.locator('.dessin:not(.dessin-etroit)').all();
      if (one === undefined) throw new Error(`${name} has no drawing`);
      const drawn = await one.locator('.nombres text').allTextContents();
      const known = own.filter((row) => row.valeur !== null);
      expect(drawn).toEqual(
        known.sort((a, b) => (String(a.periode) < String(b.periode) ? -1 : 1)).map((row) => written(row)),
      );
      expect(await one.locator('.absences text').count()).toBe(own.length - known.length);
      const said = drawing.locator('xpath=following-sibling::p[contains(@class, "hors-ecran")]').first();
      expect(await said.textContent()).toContain(name);
    }
    await view.close();
  });

  it('draw the months anew after coming from another page', async () => {
    const direct = await open('/activite/');
    const bars = await direct.locator('#accompagnees-par-mois rect').count();
    await view.close();
    const page = await open('/methode/');
    await page.getByRole('link', { name: 'Activité et attente', exact: true }).click();
    await page.locator('#accompagnees-par-mois svg').first().waitFor();
    await expect.poll(() => page.locator('#accompagnees-par-mois rect').count()).toBe(bars);
    expect(view.complaints).toEqual([]);
    await view.close();
  });

  it('write stages with their rates as the release says', async () => {
    const rows = rowsWhere(await cubeRows(site, 'seances'), {
      annee: year,
      module: 'stage_responsabilisation',
    });
    const shown = await cells(await open('/activite/'), `Stages de ${year}`);
    expectFigures(
      shown,
      rows,
      {
        stages: 'Stages tenus',
        capacite: 'Places',
        convocations: 'Convocations',
        presences: 'Présences',
        presences_annee_precedente: `dont orientées avant ${year}`,
        absences: 'Absences',
        excuses: 'Excusés',
        reports: 'Reports',
        taux_remplissage: 'Remplissage',
        taux_presence: 'Présence',
      },
      (row) => (row.site === '_T' ? '' : String(row.site).replaceAll("'", '’')),
    );
    await view.close();
  });

  it('write exits and who stays, with numerator and denominator', async () => {
    const rows = rowsWhere(await cubeRows(site, 'sorties_totaux'), {
      annee: year,
      site: '_T',
      module: '_T',
    });
    const page = await open('/sorties/');
    const titles = {
      maintien_3_mois: 'Après 3 mois',
      maintien_6_mois: 'Après 6 mois',
      maintien_12_mois: 'Après 12 mois',
    };
    expectFigures(await cells(page, `Maintien des entrées de ${year}`), rows, titles);
    const table = page.locator('table', { hasText: `Maintien des entrées de ${year}` }).first();
    for (const row of rowsWhere(rows, { indicateur: 'maintien_3_mois' })) {
      const line = table.locator('tbody tr', { hasText: names.get(String(row.antenne)) ?? '?' }).first();
      const [part, whole] = [row.numerateur, row.denominateur].map((text) => formatNumber(Number(text)));
      expect(await foldedText(line)).toContain(`${part} / ${whole}`);
    }
    await view.close();
  });

  it('write occupancy over the year’s true days', async () => {
    const rows = rowsWhere(await cubeRows(site, 'hebergement'), { annee: year, type_place: '_T' });
    const page = await open('/hebergement/');
    const shown = await cells(page, `Hébergement de ${year}, par site`);
    expectFigures(
      shown,
      rows,
      {
        personnes: 'Personnes',
        nuitees: 'Nuitées',
        places: 'Places au 31 décembre',
        taux_occupation: 'Occupation',
      },
      (row) => (row.site === '_T' ? '' : String(row.site).replaceAll("'", '’')),
    );
    await view.close();
  });

  it('write each département’s figures on the map and in its line, and never where persons live', async () => {
    const rows = rowsWhere(await cubeRows(site, 'territoires'), { annee: year });
    expect([...new Set(rows.map((row) => row.lecture))]).toEqual(['accompagnement']);
    const page = await open('/territoires/');
    const own = rows.filter((row) => row.departement !== '_T');
    const map = await page
      .locator('#carte-des-departements .dessin-large svg .nombres text')
      .allTextContents();
    const told = rowsWhere(own, { indicateur: 'pour_10000_habitants' }).map((row) => written(row));
    expect(map.sort()).toEqual(told.sort());
    const table = page.locator('table', { hasText: `Couverture des départements en ${year}` });
    for (const departement of new Set(own.map((row) => row.departement))) {
      const shares = rowsWhere(own, { departement, indicateur: 'pour_100_victimes' });
      const persons = rowsWhere(own, { departement, indicateur: 'personnes' });
      const line = table.locator('tr', { hasText: shares.map((row) => written(row))[0] ?? 'non transmis' });
      expect(await foldedText(line)).toContain(persons.map((row) => written(row))[0] ?? 'non transmis');
    }
    await view.close();
  });

  it('draw what became of the convocations, band by band', async () => {
    const rows = rowsWhere(await cubeRows(site, 'seances'), {
      ...{ annee: year, antenne: 'CPCA', site: '_T', module: 'stage_responsabilisation' },
    });
    const page = await open('/activite/');
    const drawn = (await page.locator('#convocations .dessin-large .nombres text').allTextContents()).join(
      ' | ',
    );
    for (const indicateur of ['convocations', 'presences', 'absences', 'excuses', 'reports']) {
      const [row] = rowsWhere(rows, { indicateur });
      expect(drawn).toContain(row ? written(row) : 'non transmis');
    }
    await view.close();
  });

  it('draw another year of one antenne when it is chosen, and the whole again after', async () => {
    const rows = rowsWhere(await cubeRows(site, 'periodes'), {
      ...{ annee: year - 1, antenne: 'APEX', genre: 'mois', indicateur: 'personnes_accompagnees' },
    });
    expect(rows.length).toBeGreaterThan(0);
    const page = await open(`/activite/?annee=${year - 1}&antenne=APEX`);
    const drawn = () =>
      page.locator('#accompagnees-par-mois-APEX .dessin-large .nombres text').allTextContents();
    const wanted = rows
      .sort((a, b) => (String(a.periode) < String(b.periode) ? -1 : 1))
      .map((row) => written(row));
    await expect.poll(drawn).toEqual(wanted);
    expect(await page.locator('#accompagnees-par-mois svg').count()).toBe(2);
    await page.getByRole('link', { name: 'Réinitialiser' }).click();
    await expect.poll(() => page.locator('#accompagnees-par-mois-region svg').count()).toBe(2);
    await expect.poll(drawn).not.toEqual(wanted);
    expect(view.complaints).toEqual([]);
    await view.close();
  });

  it('write which action is in place before each tribunal', async () => {
    const rows = rowsWhere(await cubeRows(site, 'offre_tribunal'), { annee: year });
    const page = await open('/territoires/');
    const placed = rows.filter((row) => row.tribunal !== '_T' && row.valeur === 1);
    expect(await page.locator('.tribunaux td.oui').count()).toBe(placed.length);
    expect(placed.length).toBeGreaterThan(0);
    await view.close();
  });

  it('list every finding, and no number of a reserved one', async () => {
    const rows = (await cubeRows(site, 'constats')).filter(
      (row) => row.annee === year || row.annee === year - 1,
    );
    const page = await open('/qualite/');
    const articles = page.locator('article.constat');
    expect(await articles.count()).toBe(rows.length);
    for (const row of rows) {
      const article = page.locator(`#constat-${row.constat}`);
      const numbers = await article.locator('dd').allInnerTexts();
      if (row.reserve) expect(numbers).toEqual([]);
      else expect(numbers.length).toBeGreaterThan(0);
      const text = (await article.textContent()) ?? '';
      for (const cell of String(row.sources).split('\n')) {
        expect(text).toContain(cell.split(' · ').at(-1));
      }
    }
    await followEachAnchor(page);
    await view.close();
  });

  it('write what each antenne sent as the release says', async () => {
    const rows = rowsWhere(await cubeRows(site, 'qualite'), { annee: year, objet: 'envoi' });
    expectFigures(await cells(await open('/qualite/'), `Envois de ${year}`), rows, {
      lignes_lues: 'Lignes lues',
      lignes_chargees: 'Chargées',
      lignes_a_corriger: 'À corriger',
      sources_recues: 'Sources reçues',
      sources_attendues: 'Sources attendues',
      sources_en_retard: 'En retard',
      sources_validees: 'Validées',
    });
    await view.close();
  });
});

/** Each link of the list of antennes leads to a heading of the page. */
async function followEachAnchor(page: Page): Promise<void> {
  const links: Locator[] = await page.locator('.sommaire a').all();
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) {
    const target = (await link.getAttribute('href')) ?? '';
    expect(await page.locator(target).count()).toBe(1);
  }
}
