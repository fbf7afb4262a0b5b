import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatDate,
  formatEuros,
  formatExactEuros,
  formatNumber,
  formatPercent,
  parseEuros,
  toPercent,
} from './format.ts';
import { fraction } from './fraction.ts';

describe('French numbers', () => {
  it('writes amounts as Intl does for fr-FR', () => {
    const intl = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' });
    for (const cents of [0, 1, 99, 100, 4_985_570, 100_000_000]) {
      expect(formatEuros(cents)).toBe(intl.format(cents / 100));
    }
    expect(formatEuros(4_985_570)).toBe('49\u202f855,70\u00a0€');
    expect(formatEuros(-123_456)).toBe('\u22121\u202f234,56\u00a0€');
  });

  it('writes counts, percentages, changes, dates and exact amounts', () => {
    expect(formatNumber(1544)).toBe('1\u202f544');
    expect(formatNumber(1234.5)).toBe('1\u202f234,5');
    expect(formatPercent(12.5)).toBe('12,5\u202f%');
    expect(formatChange(1)).toBe('+0,01\u00a0€');
    expect(formatDate('2026-02-01')).toBe('1er février 2026');
    expect(formatDate('2025-12-15')).toBe('15 décembre 2025');
    expect(formatExactEuros(fraction(1_865_255n, 3n))).toBe('6\u202f217,5167\u00a0€');
    expect(toPercent(fraction(5n, 19n))).toBe(26.32);
  });
});

describe('parseEuros', () => {
  it.each([
    ['100 000,00 €', 10_000_000],
    ['100\u202f000,00\u00a0€', 10_000_000],
    ['1234.5', 123_450],
    ['0', 0],
    [1234.56, 123_456],
    [0.1, 10],
  ])('reads %s', (value, cents) => {
    expect(parseEuros(value)).toBe(cents);
  });

  it.each(['10.0028€', '-5', '1,234.50', '12 34', 'abc', '', -1, 1.005, Number.NaN, null, true])(
    'refuses %s',
    (value) => {
      expect(parseEuros(value)).toBeNull();
    },
  );
});
