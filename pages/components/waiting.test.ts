import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equationText, waitingLines, waitingTerms } from './waiting.ts';

function rows(
  values: readonly (number | null)[],
  antenne = 'APEX',
  module = '_T',
): Record<string, unknown>[] {
  return waitingTerms.map((indicateur, index) => ({ antenne, module, indicateur, valeur: values[index] }));
}

describe('what waits, as an equation', () => {
  it('holds to the unit', () => {
    const [line] = waitingLines(rows([54, 171, 138, 87]));
    expect(line && equationText(line)).toBe('54 + 171 − 138 = 87');
  });

  it('says what it would make where it does not hold', () => {
    const [line] = waitingLines(rows([54, 171, 92, 87]));
    expect(line?.gap).toBe(-46);
    expect(line && equationText(line)).toBe('54 + 171 − 92 = 133, et non 87');
  });

  it('has no equation where a term is not known, rather than a zero', () => {
    expect(waitingLines(rows([null, 171, 138, 87]))).toEqual([]);
    expect(waitingLines(rows([54, 171, 138, 87]).slice(1))).toEqual([]);
  });

  it('puts whole antennes before their modules', () => {
    const lines = waitingLines([...rows([1, 1, 1, 1], 'APEX', 'soins'), ...rows([2, 0, 0, 2])]);
    expect(lines.map(({ module }) => module)).toEqual(['_T', 'soins']);
  });

  it('writes the closing of any opening, entries and ends', () => {
    const count = fc.integer({ min: 0, max: 9999 });
    fc.assert(
      fc.property(count, count, count, (opening, entries, ends) => {
        const [line] = waitingLines(rows([opening, entries, ends, opening + entries - ends]));
        expect(line?.gap).toBe(0);
      }),
    );
  });
});
