import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';

/** `1 544`, `12,5`, `−3`, `1 234,50` as they stand in a French text; the spaces between thousands do not break. */
const written = /\d{1,3}(?:[\u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?/g;

/** The numbers of a text, without sign, as decimal texts: `1544`, `12.5`. */
export function numbersIn(text: string): string[] {
  return [...text.matchAll(written)].map(([found]) =>
    canonical(Number(found.replace(/[\u00a0\u202f]/g, '').replace(',', '.'))),
  );
}

function canonical(value: number): string {
  return String(Math.round(Math.abs(value) * 1e6) / 1e6);
}

/** A value in each of the forms that pages write it in: whole, and with one to four decimals. */
function forms(value: number): string[] {
  return [0, 1, 2, 3, 4, 6].map((digits) => canonical(Number(Math.abs(value).toFixed(digits))));
}

/** Numerals that are no figure: names of files and releases, codes, hashes, identifiers with letters. */
const names = /\S*(?:\p{L}\d|\d\p{L}|[._/·]\p{L})\S*|\b\d{4}-\d{2}-\d{2}\b/gu;

/** What stands in an element itself, not in those within it. */
function ownText(element: Element): string {
  return [...element.childNodes]
    .map((child) => (child.nodeType === 3 ? (child.textContent ?? '') : ''))
    .join(' ');
}

/** A share that a drawing says beside both its numbers, which the release gives: `58 (6,7 %)` of `863`. */
function isStatedShare(figure: string, beside: readonly string[], allowed: ReadonlySet<string>): boolean {
  const counts = beside.filter((one) => /^\d+$/.test(one) && allowed.has(one)).map(Number);
  return counts.some((part) =>
    counts.some(
      (whole) =>
        whole >= part &&
        whole > countsUpTo &&
        canonical(Number(((part / whole) * 100).toFixed(1))) === figure,
    ),
  );
}

export interface ShownFigure {
  figure: string;
  around: string;
  /** The other figures of the drawing or table that it stands in. */
  beside: string[];
}

/** The figures that a reader sees on a page, each with the words around it. */
export function shownFigures(html: string): ShownFigure[] {
  const { document } = parseHTML(html);
  for (const element of document.querySelectorAll(
    'script, style, code, form, option, .source, .sources, details',
  ))
    element.remove();
  const found: ShownFigure[] = [];
  const besides = new Map<Element, string[]>();
  for (const element of document.querySelectorAll('main, main *')) {
    for (const child of element.childNodes) {
      if (child.nodeType !== 3) continue;
      const text = (child.textContent ?? '').replace(names, ' ');
      const frame = element.closest('figure, .figure, table');
      if (frame !== null && !besides.has(frame)) {
        const whole = [...frame.querySelectorAll('*')].map(ownText).join(' ');
        besides.set(frame, [...new Set(numbersIn(whole))]);
      }
      const beside = frame === null ? [] : (besides.get(frame) ?? []);
      for (const figure of numbersIn(text)) found.push({ figure, beside, around: text.trim().slice(0, 80) });
    }
  }
  return found;
}

/** What a release's tables give: every number in them, and what the documented components make of two of one row. */
export function releaseFigures(cubesDir: string): Set<string> {
  const allowed = new Set<string>();
  const add = (value: number) => {
    for (const form of forms(value)) allowed.add(form);
  };
  for (const name of readdirSync(cubesDir)) {
    if (!name.endsWith('.csv')) continue;
    const rows: Record<string, string>[] = parse(readFileSync(join(cubesDir, name)), {
      columns: true,
      bom: true,
    });
    if (name === 'activite.csv') for (const sum of sumsOfBranches(rows)) add(sum);
    // How many rows there are of a table, an antenne, a gravity: the count of what a page lists.
    add(rows.length);
    for (const row of rows) {
      for (const cell of Object.values(row)) {
        for (const figure of numbersIn(cell)) add(Number(figure));
      }
      const value = Number(row.valeur);
      const whole = Number(row.base_valeur || row.denominateur);
      if (row.valeur && whole > 0) {
        add((value / whole) * 100);
        add(whole - value);
      }
      // What a rate lies between whatever its unknowns are (`rateBounds`).
      const [part, known, unknown] = [row.numerateur, row.denominateur, row.inconnus].map(Number);
      if (row.numerateur && known && unknown) {
        add(((part ?? 0) / (known + unknown)) * 100);
        add((((part ?? 0) + unknown) / (known + unknown)) * 100);
      }
      const [now, before] = [Number(row.valeur_n), Number(row.valeur_n_1)];
      if (row.valeur_n && row.valeur_n_1) {
        add(now - before);
        if (before > 0) add(((now - before) / before) * 100);
      }
    }
  }
  return allowed;
}

/** The sum of the antennes' persons, declared or else calculated, as the first page says it (`knownPersons`). */
function sumsOfBranches(rows: Record<string, string>[]): number[] {
  const years = [...new Set(rows.map((row) => row.annee))];
  return years.map((year) => {
    const known = new Map<string, number>();
    for (const provenance of ['calcule', 'declare']) {
      for (const row of rows) {
        const whole = row.site === '_T' && row.module === '_T' && row.indicateur === 'personnes_accompagnees';
        if (!whole || row.annee !== year || row.provenance !== provenance || row.antenne === 'CPCA') continue;
        if (row.valeur) known.set(row.antenne ?? '', Number(row.valeur));
      }
    }
    return [...known.values()].reduce((sum, value) => sum + value, 0);
  });
}

/** Numerals of the text that people wrote: rules, thresholds, laws. They are no figures of the release. */
export function writtenNumbers(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => numbersIn(text.replace(/```sql[\s\S]*?```/g, ''))));
}

/** Counts of what is listed on a page, days, ranks and months: whole numbers up to this are not looked up. */
export const countsUpTo = 31;

/** The figures of a page that neither the release nor the page's own text gives. */
export function unknownFigures(
  html: string,
  allowed: ReadonlySet<string>,
  own: ReadonlySet<string>,
): ShownFigure[] {
  return shownFigures(html).filter(({ figure, beside }) => {
    const value = Number(figure);
    if (Number.isInteger(value) && value <= countsUpTo) return false;
    return !allowed.has(figure) && !own.has(figure) && !isStatedShare(figure, beside, allowed);
  });
}
