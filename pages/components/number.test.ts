import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatChange, formatDate, formatNumber, formatShare, unitAfter } from './number.ts';

describe('numbers as French readers expect them', () => {
  it('parts thousands with a narrow no-break space and decimals with a comma', () => {
    expect(formatNumber(1544)).toBe('1\u202f544');
    expect(formatNumber(84.6)).toBe('84,6');
  });

  it('writes a share with one decimal, and none of nothing', () => {
    expect(formatShare(1, 8)).toBe('12,5\u00a0%');
    expect(formatShare(1, 0)).toBeUndefined();
  });

  it('writes a change with its sign, in number and share', () => {
    expect(formatChange(1544, 1519)).toBe('+25 (+1,6\u00a0%)');
    expect(formatChange(90, 100)).toBe('−10 (−10\u00a0%)');
    expect(formatChange(5, 0)).toBe('+5');
    expect(formatChange(5, 5)).toBe('0 (0\u00a0%)');
  });

  it('writes dates in words and refuses what is none', () => {
    expect(formatDate('2024-12-31')).toBe('31 décembre 2024');
    expect(formatDate('2025-03-01')).toBe('1er mars 2025');
    expect(() => formatDate('2024-13-45')).toThrow(RangeError);
  });

  it('puts the unit in the plural from two on', () => {
    expect(unitAfter(1, 'personne')).toBe('personne');
    expect(unitAfter(1544, 'orientation')).toBe('orientations');
    expect(unitAfter(12, 'mois')).toBe('mois');
    expect(unitAfter(5, 'personne/séance')).toBe('personne/séance');
  });

  it('keeps every digit of an integer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (value) => {
        expect(Number(formatNumber(value).replaceAll('\u202f', ''))).toBe(value);
      }),
    );
  });
});
