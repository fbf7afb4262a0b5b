import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from './day.ts';
import { textCell } from './workbook.ts';

const number = (value: number) => ({ value, kind: 'number' as const, text: String(value), percent: false });

describe('dayOf', () => {
  it.each([
    ['03/10/2024', '2024-10-03'],
    ['3/1/24', '2024-01-03'],
    ['3.1.85', '1985-01-03'],
    ['2024-02-29', '2024-02-29'],
    ['03-mars-24', '2024-03-03'],
    ['03-févr.-24', '2024-02-03'],
    ['3 mars 24', '2024-03-03'],
    ['3 févr. 2024', '2024-02-03'],
    ['3 mars 85', '1985-03-03'],
    ['dim. 3 mars 2024', '2024-03-03'],
    ['Dimanche, 3 mars 2024', '2024-03-03'],
    ['mar 05/03/2024', '2024-03-05'],
    ['2024/03/05', '2024-03-05'],
    ['2024.3.5', '2024-03-05'],
    ['05 / 03 / 2024', '2024-03-05'],
    ['05/03/2024 à 14h30', '2024-03-05'],
    ['20240305', '2024-03-05'],
  ])('reads %j', (text, day) => {
    expect(dayOf(textCell(text))).toBe(day);
  });

  it.each([
    '30/02/2024',
    '29/02/2023',
    '10/13/2024',
    '2024',
    'mars 2024',
    'mars-24',
    '00/01/2024',
    '01/01/1850',
    '2024/31/01',
    '20243103',
    '05032024',
    '12 34 56',
    '3-4 mars 2024',
    '3 mai',
    'mar. 2024',
  ])('does not guess at %j', (text) => {
    expect(dayOf(textCell(text))).toBeUndefined();
  });

  it('knows the days that the calendar has, as another implementation does', () => {
    const part = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1890, max: 2110 }),
        fc.oneof(fc.integer({ min: 1, max: 12 }), part),
        fc.oneof(fc.integer({ min: 27, max: 32 }), part),
        (year, month, day) => {
          const date = new Date(Date.UTC(year, month - 1, day));
          const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
          const wanted = exists && year >= 1900 && year <= 2100 ? date.toISOString().slice(0, 10) : undefined;
          expect(dayOf(textCell(`${day}/${month}/${year}`))).toBe(wanted);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('reads a day number whose format was lost, by the calendar of its workbook', () => {
    expect(dayOf(number(45_292))).toBe('2024-01-01');
    expect(dayOf(number(45_292 - 1462), true)).toBe('2024-01-01');
    expect(dayOf(number(45_292.5))).toBe('2024-01-01');
    expect(dayOf(number(20_240_305))).toBe('2024-03-05');
    expect(dayOf(number(20_249_905))).toBeUndefined();
    expect(dayOf(number(12))).toBeUndefined();
  });

  it('reads back every day as a French hand writes it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1930-01-01'), max: new Date('2029-12-31'), noInvalidDate: true }),
        (date) => {
          const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
          expect(dayOf(textCell(`${day}/${month}/${year}`))).toBe(`${year}-${month}-${day}`);
          expect(dayOf(textCell(`${Number(day)}/${Number(month)}/${year.slice(2)}`))).toBe(
            `${year}-${month}-${day}`,
          );
        },
      ),
    );
  });
});
