import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeText, figureOf, figureText, rowsOf } from './figure.ts';

describe('figures', () => {
  it('says an approximate number, and how a number is absent', () => {
    expect(figureText(figureOf({ valeur: 15, statut: 'publie', approche: 'oui' }))).toBe('environ 15');
    expect(figureText(figureOf({ valeur: null, statut: 'secret' }))).toBe('secret');
    expect(figureText(figureOf(undefined))).toBe('non transmis');
  });

  it('never turns an absence into a number', () => {
    const absent = fc.constantFrom(
      'inconnu',
      'non_transmis',
      'non_disponible',
      'sans_objet',
      'secret',
      'autre',
      '',
    );
    const nothing = fc.constantFrom(null, undefined, Number.NaN, '0', Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(absent, nothing, (statut, valeur) => {
        expect(figureText(figureOf({ statut, valeur }))).toMatch(/^\D+$/);
      }),
    );
  });

  it('runs a query before reading it while prerendering', () => {
    const found: Record<string, unknown>[] = [];
    const query = Object.assign(found, { fetch: () => found.push({ a: 1 }) });
    expect(rowsOf(query)).toEqual([{ a: 1 }]);
    expect(rowsOf(undefined)).toEqual([]);
  });

  it('reads a code without label as words', () => {
    expect(codeText('cjse')).toBe('CJSE');
    expect(codeText('stages_tenus')).toBe('Stages tenus');
  });
});
