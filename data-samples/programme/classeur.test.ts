import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { arrange, type BookFormat, grid, type SheetCell, workbookBytes } from './classeur.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FORMATS: readonly BookFormat['format'][] = ['xlsx', 'xls', 'ods'];
const how = (format: BookFormat['format'], more: Partial<BookFormat> = {}): BookFormat => ({
  titre: 'Essai',
  ecrit: '2025-01-15',
  format,
  ...more,
});
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A sheet of every kind of cell, with a merged head and a hidden one beside it. */
function sheets() {
  const lines: SheetCell[][] = [
    ['Données fictives (extrait fictif : aucune personne réelle)'],
    ['Séjour', null, 'Reste à charge'],
    ['Entrée', 'Sortie', 'Part'],
    [{ date: '2024-02-29' }, { date: '2024-03-05', format: 'd/m/yy' }, { nombre: 0.3, format: '0%' }],
    ['Durée', { formule: 'B4-A4', valeur: 5 }, 1200.5],
  ];
  return [
    { nom: 'Séjours', feuille: arrange(grid(lines, [12, 12, 9]), { fusions: ['A2:B2'] }) },
    { nom: 'Listes', feuille: grid([['Présent'], ['Absent']]), cachee: true },
  ];
}

const reread = (bytes: Uint8Array): XLSX.WorkBook =>
  XLSX.read(bytes, { type: 'array', cellNF: true, cellText: true });

describe('workbookBytes', () => {
  it.each(FORMATS)('gives a sheet back as it was written: %s', (format) => {
    const book = reread(workbookBytes(sheets(), how(format)));
    expect(book.SheetNames).toEqual(['Séjours', 'Listes']);
    const sheet = book.Sheets.Séjours ?? {};
    expect(sheet.A1?.v).toBe('Données fictives (extrait fictif : aucune personne réelle)');
    expect(sheet['!merges']).toEqual([{ s: { r: 1, c: 0 }, e: { r: 1, c: 1 } }]);
    expect(sheet.A4).toMatchObject({ t: 'n', v: 45_351, w: '29/02/2024' });
    expect(sheet.B4).toMatchObject({ t: 'n', v: 45_356, w: '5/3/24' });
    expect(sheet.C4).toMatchObject({ t: 'n', v: 0.3, w: '30%' });
    expect(sheet.B5).toMatchObject({ t: 'n', v: 5 });
    expect(sheet.C5?.v).toBe(1200.5);
  });

  it.each(['xlsx', 'xls'] as const)('hides a sheet: %s', (format) => {
    const book = reread(workbookBytes(sheets(), how(format)));
    expect(book.Workbook?.Sheets?.map(({ Hidden }) => Hidden)).toEqual([0, 1]);
  });

  it('hides a sheet of an ODS and keeps its days without an hour, with its kind first', () => {
    const bytes = workbookBytes(sheets(), how('ods'));
    expect(new TextDecoder().decode(bytes.subarray(30, 38))).toBe('mimetype');
    const xml = contentOf(bytes);
    expect(xml).toContain('table:name="Séjours" table:style-name="ta1"');
    expect(xml).toContain('table:name="Listes" table:style-name="ta2"');
    expect(xml).toMatch(/style:name="ta2"[^>]*>\s*<style:table-properties table:display="false"/);
    expect(xml).toContain('office:value-type="date" office:date-value="2024-02-29"');
    expect(xml).not.toContain('T00:00');
  });

  it.each(['xlsx', 'xls'] as const)('counts days from 1904 when asked: %s', (format) => {
    const book = reread(workbookBytes(sheets(), how(format, { dates1904: true })));
    expect(book.Workbook?.WBProps?.date1904).toBe(true);
    expect(book.Sheets.Séjours?.A4).toMatchObject({ v: 45_351 - 1462, w: '29/02/2024' });
    expect(book.Sheets.Séjours?.C4?.v).toBe(0.3);
  });

  it('hides lines and columns of an XLSX', () => {
    const sheet = arrange(grid([['a'], ['b'], ['c', 'd']], [4, 4]), {
      lignesCachees: [1],
      colonnesCachees: [1],
    });
    const read = XLSX.read(workbookBytes([{ nom: 'F', feuille: sheet }], how('xlsx')), { cellStyles: true });
    expect(read.Sheets.F?.['!rows']?.[1]?.hidden).toBe(true);
    expect(read.Sheets.F?.['!cols']?.[1]?.hidden).toBe(true);
  });

  it('keeps any text of a cell in each format', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((value) => value.trim() !== '' && !/[\p{Cc}\p{Cs}\uFFFE\uFFFF]|_x[0-9a-f]{4}_/iu.test(value));
    fc.assert(
      fc.property(fc.constantFrom(...FORMATS), text, (format, value) => {
        const written = workbookBytes([{ nom: 'F', feuille: grid([[value, 'fin']]) }], how(format));
        expect(reread(written).Sheets.F?.A1?.v).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes at another time and in another time zone', () => {
    const here = FORMATS.map((format) => sha256(workbookBytes(sheets(), how(format))));
    vi.useFakeTimers({ now: Date.UTC(2031, 5, 2, 3, 4, 5) });
    try {
      expect(FORMATS.map((format) => sha256(workbookBytes(sheets(), how(format))))).toEqual(here);
    } finally {
      vi.useRealTimers();
    }
    const program = `
      import { createHash } from 'node:crypto';
      import { grid, workbookBytes } from './data-samples/programme/classeur.ts';
      const hash = (format, feuille) => createHash('sha256').update(workbookBytes(
        [{ nom: 'F', feuille }], { titre: 'Essai', ecrit: '2025-01-15', format })).digest('hex');
      console.log(['xlsx', 'xls', 'ods'].map((format) => hash(format, grid([[{ date: '2024-02-29' }, 'é', 3.5]]))).join());
    `;
    const elsewhere = (TZ: string): string =>
      spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, TZ },
        timeout: 60_000,
      }).stdout;
    expect(elsewhere('UTC')).toMatch(/^[0-9a-f]{64},[0-9a-f]{64},[0-9a-f]{64}\n$/);
    expect(elsewhere('Pacific/Auckland')).toBe(elsewhere('UTC'));
  });
});

/** The text of an ODS's `content.xml`. */
function contentOf(bytes: Uint8Array): string {
  const box: unknown = XLSX.CFB.read(bytes, { type: 'array' });
  const entry: { content: Uint8Array } = XLSX.CFB.find(box, '/content.xml');
  return new TextDecoder().decode(Uint8Array.from(entry.content));
}
