import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMonths,
  ageOn,
  dayOf,
  easter,
  isOpen,
  iso,
  isWorkingDay,
  parseDay,
  publicHolidays,
} from './calendar.ts';

describe('calendar', () => {
  it('knows the dates of Easter', () => {
    const known = [
      '2019-04-21',
      '2020-04-12',
      '2021-04-04',
      '2022-04-17',
      '2023-04-09',
      '2024-03-31',
      '2025-04-20',
    ];
    expect([2019, 2020, 2021, 2022, 2023, 2024, 2025].map((year) => iso(easter(year)))).toEqual(known);
  });

  it('knows the eleven public holidays of 2024', () => {
    expect([...publicHolidays(2024)].sort((a, b) => a - b).map(iso)).toEqual([
      '2024-01-01',
      '2024-04-01',
      '2024-05-01',
      '2024-05-08',
      '2024-05-09',
      '2024-05-20',
      '2024-07-14',
      '2024-08-15',
      '2024-11-01',
      '2024-11-11',
      '2024-12-25',
    ]);
  });

  it('closes on Saturdays, Sundays and public holidays', () => {
    expect(isWorkingDay(parseDay('2024-05-10'))).toBe(true);
    expect(['2024-05-09', '2024-05-11', '2024-05-12'].map((text) => isWorkingDay(parseDay(text)))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('opens a permanence on its weekday, and only the stated weeks of the month', () => {
    const pezenas = [
      { jour: 5, rangs: [1] },
      { jour: 2, rangs: [3, 4] },
    ];
    const days = Array.from({ length: 30 }, (_, rank) => dayOf(2024, 6, rank + 1));
    expect(days.filter((day) => isOpen(day, pezenas)).map(iso)).toEqual([
      '2024-06-07',
      '2024-06-18',
      '2024-06-25',
    ]);
  });

  it('adds months and stops at the end of a shorter month', () => {
    expect(iso(addMonths(parseDay('2023-11-30'), 3))).toBe('2024-02-29');
    expect(iso(addMonths(parseDay('2024-01-15'), -12))).toBe('2023-01-15');
    expect(iso(addMonths(parseDay('2024-02-29'), 12))).toBe('2025-02-28');
  });

  it('reads back what it writes, for any day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 40_000 }), (day) => {
        expect(parseDay(iso(day))).toBe(day);
      }),
    );
  });

  it('turns a year older on the birthday', () => {
    const birth = parseDay('1984-06-15');
    expect(ageOn(birth, parseDay('2024-06-14'))).toBe(39);
    expect(ageOn(birth, parseDay('2024-06-15'))).toBe(40);
  });
});
