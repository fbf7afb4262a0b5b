import { parseHTML } from 'linkedom';
import { describe, expect, it, vi } from 'vitest';
import { FIXTURE, fixtureKey, fixtureRelease } from './fixture-release.ts';
import { writeHtml } from './html.ts';
import { buildBranchReport, buildReport } from './report.ts';

const html = writeHtml(buildReport(fixtureRelease(), 2024, 'comite'));
const { document } = parseHTML(html);

/** A number as a reader takes it from its text: spaces between thousands, decimal comma, sign, mark of its unit. */
function readNumber(text: string): number {
  const plain = text
    .replace(/environ|[+%€\s\u00a0\u202f]/g, '')
    .replace('−', '-')
    .replace(',', '.');
  return Number(plain);
}

/** The row of the fixture that an element says it shows. */
function rowOf(element: Element): Record<string, unknown> {
  const cube = element.getAttribute('data-cube') ?? '';
  const row = FIXTURE[cube]?.find(
    (one) => fixtureKey(cube, { provenance: 'calcule', ...one }) === element.getAttribute('data-ligne'),
  );
  if (!row) throw new Error(`no row ${cube} ${element.getAttribute('data-ligne')}`);
  return row;
}

describe('the HTML of a report', () => {
  it('shows in every number a value of the cube’s row that it names', () => {
    let numbers = 0;
    for (const element of document.querySelectorAll('table [data-cube]')) {
      const row = rowOf(element);
      const text = element.textContent ?? '';
      const whole = element.getAttribute('data-part');
      const value = row[element.getAttribute('data-colonne') ?? 'valeur'];
      if (typeof value !== 'number') {
        expect(text).not.toMatch(/\d/);
        continue;
      }
      numbers++;
      if (whole === null) expect(Math.abs(readNumber(text) - value), text).toBeLessThanOrEqual(0.0501);
      else {
        expect(Number(whole)).toBe(row.base_valeur);
        expect(Math.abs(readNumber(text) - (100 * value) / Number(whole))).toBeLessThanOrEqual(0.0501);
      }
    }
    expect(numbers).toBeGreaterThan(40);
  });

  it('has no number in a table that no cube’s row answers for', () => {
    for (const cell of document.querySelectorAll('td.nombre')) {
      const copy = cell.cloneNode(true) as Element;
      for (const known of copy.querySelectorAll('[data-cube], .detail, a')) known.remove();
      expect(copy.textContent).not.toMatch(/\d/);
    }
  });

  it('writes under a rate its numerator, denominator and unknowns, and rounds as its formula does', () => {
    const cell = document.querySelector('[data-ligne="2024/AERS/_T/stage_responsabilisation/taux_presence"]');
    expect(cell?.textContent).toBe('53,7\u00a0%');
    expect(cell?.parentElement?.textContent).toContain('590\u00a0/\u00a01\u202f098\u202f; 3 inconnus');
  });

  it('asks for nothing: no script, no frame, no address', () => {
    expect(html).not.toMatch(/<(script|iframe|object|embed|link|img|form)\b/i);
    expect(html).not.toMatch(/(?:src|srcset|action)=|url\(|@import|javascript:/i);
    for (const link of document.querySelectorAll('a')) expect(link.getAttribute('href')).toMatch(/^#/);
  });

  it('leads each link to one place, and gives each place one name', () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of document.querySelectorAll('a'))
      expect(ids).toContain((link.getAttribute('href') ?? '').slice(1));
  });

  it('names every table, chart and heading cell for who does not see', () => {
    expect(document.documentElement.getAttribute('lang')).toBe('fr');
    const tables = [...document.querySelectorAll('table')];
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables) expect(table.querySelector('caption')?.textContent).not.toBe('');
    for (const head of document.querySelectorAll('th'))
      expect(head.getAttribute('scope')).toMatch(/^(col|row|rowgroup)$/);
    const charts = [...document.querySelectorAll('svg')];
    expect(charts.length).toBeGreaterThan(2);
    for (const chart of charts) {
      const said = chart.getAttribute('aria-label')?.replace(/\s/g, ' ');
      expect(said).toMatch(/\d/);
      for (const number of chart.querySelectorAll('.nombres text'))
        expect(said).toContain(number.textContent?.replace(/\s/g, ' '));
    }
  });

  it('draws what became of the convocations of an antenne, and hers alone her persons', () => {
    const seat = {
      ...{ annee: 2024, antenne: 'AERS', site: '_T', module: 'stage_responsabilisation' },
      statut: 'publie',
    };
    const about = { unite: 'convocation', base: 'convocations', provenance: 'calcule', source: 'a.csv' };
    const seances = [
      { ...seat, ...about, indicateur: 'convocations', valeur: 100 },
      { ...seat, ...about, indicateur: 'presences', valeur: 73 },
      { ...seat, ...about, indicateur: 'absences', valeur: 27 },
    ];
    const release = fixtureRelease({ ...FIXTURE, seances });
    const whole = parseHTML(writeHtml(buildReport(release, 2024, 'comite'))).document;
    const branch = { code: 'AERS', name: 'AERS', departement: '34' };
    const own = parseHTML(writeHtml(buildBranchReport(release, 2024, branch))).document;
    for (const one of [whole, own])
      expect(one.querySelector('#antenne-aers-convocations-aers svg')?.getAttribute('aria-label')).toMatch(
        /Convocations 100, dont\s: Présents 73 \(73\s%\)\s; Absents 27 \(27\s%\)/,
      );
    const persons = '[id^="antenne-aers-graphique-table-profil"] svg';
    expect(whole.querySelectorAll(persons)).toHaveLength(0);
    expect(own.querySelectorAll(persons).length).toBeGreaterThan(0);
  });

  it('says on every page which data it shows, samples as samples', () => {
    const style = document.querySelector('style')?.textContent ?? '';
    expect(style).toMatch(
      /@bottom-left \{ content: "Données du 31 décembre 2024 · publication 2024-12-31-f1c71f00 · données d’exemple"/,
    );
    expect(style).toContain('counter(page)');
    const real = writeHtml(buildReport({ ...fixtureRelease(), sample: false }, 2024, 'comite'));
    expect(real).not.toMatch(/données d’exemple/i);
    expect(real).toContain('Données réelles');
  });

  it('leaves hostile texts inert, in the page, in its style and in its drawings', () => {
    const mark = '"></style></svg><script>alert(1)</script><img src=x onerror=alert(1)>\'';
    const hostile = Object.fromEntries(
      Object.entries(FIXTURE).map(([cube, rows]) => [
        cube,
        rows.map((row) => ({
          ...row,
          libelle: mark,
          base: mark,
          source: mark,
          texte: mark,
          nom: mark,
          site: row.site === 'Béziers' ? mark : row.site,
        })),
      ]),
    );
    const release = { ...fixtureRelease(hostile), name: mark };
    const written = writeHtml(buildReport(release, 2024, 'comite'));
    expect(written).toContain('&lt;script&gt;alert(1)');
    expect(written).not.toMatch(/<script|<img/i);
    expect(written.match(/<\/style>/g)).toHaveLength(1);
    expect(written.match(/<svg/g)?.length).toBe(written.match(/<\/svg>/g)?.length);
  });

  it('is the same bytes whatever the day', () => {
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z') });
    try {
      expect(writeHtml(buildReport(fixtureRelease(), 2024, 'comite'))).toBe(html);
    } finally {
      vi.useRealTimers();
    }
  });
});
