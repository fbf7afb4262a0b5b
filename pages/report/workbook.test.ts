import * as XLSX from '@e965/xlsx';
import { describe, expect, it, vi } from 'vitest';
import { figuresOf, tablesOf } from './document.ts';
import { FIXTURE, fixtureRelease } from './fixture-release.ts';
import { buildReport } from './report.ts';
import { writeWorkbook } from './workbook.ts';

const report = buildReport(fixtureRelease(), 2024, 'comite');
const bytes = writeWorkbook(report);
const book = XLSX.read(bytes, { cellNF: true, cellFormula: true });

function lines(tab: string): Record<string, unknown>[] {
  const sheet = book.Sheets[tab];
  if (!sheet) throw new Error(`no tab ${tab}`);
  return XLSX.utils.sheet_to_json(sheet);
}

describe('the workbook of a report', () => {
  it('has a summary, the method and a sheet per table, which the summary names', () => {
    const [summary, method, ...tabs] = book.SheetNames;
    expect([summary, method]).toEqual(['Sommaire', 'Méthode']);
    expect(tabs).toHaveLength(tablesOf(report).length);
    expect(lines('Sommaire').map((line) => line.Feuille)).toEqual(tabs);
    expect(lines('Méthode').length).toBeGreaterThan(20);
  });

  it('holds every figure of every table as a number with base, provenance and source, and can be filtered', () => {
    for (const [index, { table }] of tablesOf(report).entries()) {
      const tab = book.SheetNames[index + 2] ?? '';
      const sheet = book.Sheets[tab];
      expect(sheet?.['!autofilter'], tab).toBeDefined();
      const figures = figuresOf(table);
      if (figures.length === 0) continue;
      const rows = lines(tab);
      expect(rows.map((row) => row.Valeur ?? null)).toEqual(figures.map(({ value }) => value));
      expect(rows.map((row) => row['Ligne de la table'])).toEqual(figures.map(({ key }) => key));
      for (const row of rows) if (row.Valeur === undefined) expect(row.Absence, tab).toMatch(/^[a-z ]+$/);
    }
    const persons = lines(book.SheetNames.find((name) => name.includes('Personnes accompagnées, par')) ?? '');
    expect(persons[0]).toMatchObject({ Année: 2024, Base: 'personnes reçues' });
    expect(persons.map((row) => row.Provenance)).toContain('déclaré');
    expect(persons.map((row) => row.Source)).toContain('extraits/lignes-2024.csv ; extraits/stages-2024.csv');
  });

  it('formats numbers as numbers, and years as years', () => {
    const tab = book.SheetNames[2] ?? '';
    const cells = Object.values(book.Sheets[tab] ?? {}).filter(
      (cell): cell is XLSX.CellObject =>
        typeof cell === 'object' && cell !== null && 't' in cell && cell.t === 'n',
    );
    expect(cells.filter(({ v }) => v === 2024 || v === 2023).map(({ z }) => z)).toEqual(['0', '0', '0']);
    expect(cells.find(({ v }) => v === 1544)?.z).toBe('#,##0');
  });

  it('neutralises what a spreadsheet could run', () => {
    const rows = FIXTURE.activite?.map((row) => ({
      ...row,
      libelle: '=cmd|calc',
      base: '@SUM(A1)',
      source: '+1',
    }));
    const hostile = writeWorkbook(
      buildReport(fixtureRelease({ ...FIXTURE, activite: rows ?? [] }), 2024, 'comite'),
    );
    const read = XLSX.read(hostile, { cellFormula: true });
    const cells = Object.values(read.Sheets).flatMap((sheet) =>
      Object.entries(sheet).flatMap(([name, cell]: [string, XLSX.CellObject]) =>
        name.startsWith('!') ? [] : [cell],
      ),
    );
    expect(cells.filter(({ f }) => f !== undefined)).toEqual([]);
    const texts = cells.flatMap(({ v }) => (typeof v === 'string' ? [v] : []));
    expect(texts).toContain("'=cmd|calc");
    expect(texts.filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
  });

  it('is the same bytes whatever the day', () => {
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z') });
    try {
      expect(Buffer.from(writeWorkbook(report)).equals(Buffer.from(bytes))).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });
});
