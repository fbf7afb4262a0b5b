import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SampleError } from './sample-error.ts';
import { balance, parseTargets } from './targets.ts';
import { TARGETS_2024 } from './via-voltaire.ts';

const text = readFileSync(TARGETS_2024, 'utf8');
/** The code of what a changed text throws, or null when it is accepted. */
function codeOf(changed: string): string | null {
  try {
    parseTargets(changed);
    return null;
  } catch (error) {
    if (error instanceof SampleError) return error.code;
    throw error;
  }
}

describe('targets', () => {
  it('accepts the 2024 tables: every printed total is the sum of its parts', () => {
    expect(codeOf(text)).toBeNull();
  });

  it('finds what the printed totals force', () => {
    expect(balance(parseTargets(text))).toEqual({
      nouveauxEnCours: 198,
      nouveauxSortis: 60,
      retoursEnCours: 16,
      retoursSortis: 11,
      reportsEnCours: 123,
      reportsSortis: 138,
    });
  });

  it('refuses a figure that was mistyped, and names the table', () => {
    const changed = text.replace('"RSA", "effectif": 78', '"RSA", "effectif": 87');
    expect(changed).not.toBe(text);
    expect(() => parseTargets(changed)).toThrow(/ressources, total: 555 ≠ 546/);
    expect(codeOf(changed)).toBe('cibles_incoherentes');
  });

  it('refuses returns that the durations exclude', () => {
    const changed = text.replace(
      '"lignes": [1951, 1951], "total": 27',
      '"lignes": [1951, 1951], "total": 12',
    );
    expect(() => parseTargets(changed)).toThrow(/retoursSortis to be -4/);
  });

  it('refuses what is no JSON, and what lacks a table', () => {
    expect(codeOf('{')).toBe('cibles_illisibles');
    expect(codeOf('{"annee": 2024}')).toBe('cibles_illisibles');
  });
});
