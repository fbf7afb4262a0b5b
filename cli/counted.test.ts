import { describe, expect, it } from 'vitest';
import { linesRead } from './counted.ts';

describe('lines in words', () => {
  it.each([
    [{ lus: 0, charges: 0, a_corriger: 0 }, '0 ligne lue = 0 prise en compte + 0 à corriger'],
    [{ lus: 1, charges: 1, a_corriger: 0 }, '1 ligne lue = 1 prise en compte + 0 à corriger'],
    [{ lus: 3, charges: 1, a_corriger: 2 }, '3 lignes lues = 1 prise en compte + 2 à corriger'],
    [
      { lus: 1200, charges: 1200, a_corriger: 0 },
      '1\u202f200 lignes lues = 1\u202f200 prises en compte + 0 à corriger',
    ],
  ])('of %j agree with their count', (counts, words) => {
    expect(linesRead(counts)).toBe(words);
  });
});
