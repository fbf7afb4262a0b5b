import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditIntervals, type IntervalAudit } from '../publish/audit/intervals.ts';
import { type PublishedTable, readTable } from '../publish/audit/table.ts';

const FOLDER = new URL('known/disclosure/', import.meta.url);

/** A published file of others: its columns, and its lines by name. */
function published(name: string): { columns: string[]; lines: Record<string, string>[] } {
  const text = readFileSync(new URL(name, FOLDER), 'utf8').trim();
  const [header = [], ...rows] = text.split('\n').map((line) => line.replaceAll('"', '').split(','));
  return {
    columns: header.slice(0, header.indexOf('freq')),
    lines: rows.map((row) => Object.fromEntries(header.map((column, place) => [column, row[place] ?? '']))),
  };
}

/** The same as our own tables are written. */
function asTable(name: string, renamed: Record<string, string> = {}): PublishedTable {
  const { columns, lines } = published(name);
  const header = [...columns.map((column) => renamed[column] ?? column), 'valeur', 'statut'];
  const rows = lines.map((line) => [
    ...columns.map((column) => (line[column] === 'Total' ? '_T' : line[column])),
    ...(line.suppressed === 'TRUE' ? ['', 'secret'] : [line.freq, 'publie']),
  ]);
  return readTable(name, [header, ...rows].map((cells) => cells.join(',')).join('\n'));
}

function linked(kind: string): PublishedTable[] {
  return [asTable(`linked_${kind}_t1.csv`, { eu: 'geo' }), asTable(`linked_${kind}_t2.csv`)];
}

/** The hidden cells that are found exactly: `2014|Portugal` → 1. */
function exact({ intervals }: IntervalAudit): Record<string, number> {
  return Object.fromEntries(
    intervals
      .filter(({ min, max }) => min === max)
      .map(({ cellule, min }) => [Object.values(cellule).join('|'), min]),
  );
}

describe('the audit of published tables gives their known answers', () => {
  it('Geurts (1992): the interval of each hidden cell', async () => {
    const table = readTable(
      'geurts.csv',
      `ligne,colonne,valeur,statut
1,1,,secret
1,2,,secret
2,1,,secret
2,2,,secret
3,1,3,publie
3,2,3,publie
1,_T,7,publie
2,_T,3,publie
3,_T,6,publie
_T,1,9,publie
_T,2,7,publie
_T,_T,16,publie`,
    );
    const { intervals } = await auditIntervals([table]);
    expect(intervals.map(({ min, max }) => [min, max])).toEqual([
      [3, 6],
      [1, 4],
      [0, 3],
      [0, 3],
    ]);
  });

  it('two linked tables, each safe alone: together they give everything away', async () => {
    for (const table of linked('local')) expect(exact(await auditIntervals([table]))).toEqual({});
    expect(Object.keys(exact(await auditIntervals(linked('local'))))).toHaveLength(14);
  });

  it('two linked tables that hide the same cells: what follows from Portugal in Europe', async () => {
    const audit = await auditIntervals(linked('consistent'));
    expect(audit.found).toEqual(['EU = Portugal + Spain', 'nonEU = Iceland']);
    expect(exact(audit)).toEqual({
      'Portugal|2014': 1,
      'Portugal|2016': 2,
      'Spain|2014': 15,
      'Spain|2015': 4,
    });
  });

  it.each([
    ['super-consistent', 'linked_intervals'],
    ['intervals_rangeMin4', 'linked_intervals_rangeMin4'],
  ])('two linked tables hidden as %s: the published intervals, nothing found', async (kind, answers) => {
    const audit = await auditIntervals(linked(kind));
    expect(exact(audit)).toEqual({});
    for (const part of ['t1', 't2']) {
      const { columns, lines } = published(`${answers}_${part}.csv`);
      const stated = lines.filter((line) => line.primary === 'TRUE');
      expect(stated.length).toBeGreaterThan(3);
      for (const line of stated) {
        const codes = columns.map((column) => (line[column] === 'Total' ? '_T' : line[column])).join('|');
        const found = audit.intervals.find(
          ({ fichier, cellule }) =>
            fichier === `linked_${kind}_${part}.csv` && Object.values(cellule).join('|') === codes,
        );
        expect([codes, found?.min, found?.max]).toEqual([codes, Number(line.lo), Number(line.up)]);
      }
    }
  });

  it('the trap of zeros: two hidden cells that add up to 0 are both 0', async () => {
    expect(exact(await auditIntervals([asTable('t7_b_zero_problem.csv')]))).toEqual({});
    const broken = exact(await auditIntervals([asTable('t7bis_b_zero_problem_off_UNSAFE.csv')]));
    expect(Object.keys(broken)).toHaveLength(8);
    expect(broken).toMatchObject({ 'young|Iceland': 0, 'young|Portugal': 0 });
  });

  it('the trap of singletons: two hidden cells that add up to 2, where no zero is ever hidden, are both 1', async () => {
    const [safe, broken] = [asTable('t8_singleton.csv'), asTable('t8bis_singleton_off_UNSAFE.csv')];
    for (const zerosPublished of [false, true])
      expect(exact(await auditIntervals([safe], { zerosPublished }))).toEqual({});
    expect(exact(await auditIntervals([broken]))).toEqual({});
    const found = exact(await auditIntervals([broken], { zerosPublished: true }));
    expect(Object.keys(found)).toHaveLength(8);
    expect(found).toMatchObject({ 'young|Iceland|2016': 1, 'young|Portugal|2016': 1 });
  });

  it('linked counts: the women who live and work there, though no table says so', async () => {
    const table = (name: string, sexe: string, rows: string) =>
      readTable(name, `habite,travaille,${sexe}valeur,statut\n${rows}`);
    const all = table('tous.csv', '', 'ici,ici,22,publie\nici,ailleurs,63,publie\nailleurs,ici,27,publie');
    const men = table(
      'hommes.csv',
      'sexe,',
      `ici,ici,homme,21,publie
ici,ailleurs,homme,58,publie
ailleurs,ici,homme,23,publie
ici,ici,femme,,secret
ici,ailleurs,femme,,secret
ailleurs,ici,femme,,secret`,
    );
    expect(Object.values(exact(await auditIntervals([all, men])))).toEqual([1, 5, 4]);
  });
});
