import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readThresholds } from './thresholds.ts';

const own = readFileSync(new URL('thresholds.yml', import.meta.url), 'utf8');
const read = (texte: string) => readThresholds({ fichier: 'thresholds.yml', texte });

describe('thresholds', () => {
  it('ask for eleven persons for research and hide no volume from the committee and the State', () => {
    const { publics } = read(own);
    expect(publics).toEqual({
      comite: { V: { regle: 'jamais_masque' } },
      drdfe: { V: { regle: 'jamais_masque' } },
      recherche: { V: { regle: 'minimum', minimum: 11 } },
    });
  });

  it.each([0, 1, -5, 2.5])('refuse a minimum of %s', (minimum) => {
    expect(() => read(own.replace('minimum: 11', `minimum: ${minimum}`))).toThrow(/recherche\.V\.minimum/);
  });

  it('refuse a file that forgets an audience', () => {
    expect(() => read(own.replace('  drdfe:\n    V: { regle: jamais_masque }\n', ''))).toThrow(
      /publics\.drdfe/,
    );
  });
});
