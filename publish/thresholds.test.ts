import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readThresholds } from './thresholds.ts';

const own = readFileSync(new URL('thresholds.yml', import.meta.url), 'utf8');
const read = (texte: string) => readThresholds({ fichier: 'thresholds.yml', texte });

describe('thresholds', () => {
  it('ask for eleven persons for research and hide no volume from the committee and the State', () => {
    const { publics } = read(own);
    const funders = {
      V: { regle: 'jamais_masque' },
      C: { regle: 'frequence', minimum: 5, base: 20 },
      S: { regle: 'frequence', minimum: 5, base: 0 },
    };
    expect(publics).toEqual({
      comite: funders,
      drdfe: funders,
      recherche: {
        V: { regle: 'minimum', minimum: 11 },
        C: { regle: 'frequence', minimum: 11, base: 44 },
        S: { regle: 'frequence', minimum: 11, base: 0 },
      },
    });
  });

  it('tell everybody no sensitive characteristic', () => {
    expect(Object.keys(read(own).public ?? {})).toEqual(['V', 'C']);
  });

  it.each([0, 1, -5, 2.5])('refuse a minimum of %s', (minimum) => {
    expect(() => read(own.replace('minimum: 11', `minimum: ${minimum}`))).toThrow(/recherche\.V\.minimum/);
    const frequency = own.replace('minimum: 5, base: 20', `minimum: ${minimum}, base: 20`);
    expect(() => read(frequency)).toThrow(/comite\.C\.minimum/);
  });

  it('refuse a file that forgets an audience', () => {
    expect(() => read(own.replace(/ {2}drdfe:\n( {4}.*\n)+/, ''))).toThrow(/publics\.drdfe/);
  });
});
