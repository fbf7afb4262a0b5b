import { describe, expect, it } from 'vitest';
import { safeName, shownText } from './safe-name.ts';

const vocabulary = new Set(['suivi', 'stages', 'extrait', 'janvier']);
const entry = { antenne: '', libelle: 'Alès', code: 'a', code_commun: 'a', valide_du: '', valide_au: '' };

describe('the name of a file or sheet', () => {
  it.each([
    'Suivi 2024',
    'stages-2023-2024',
    'extrait 2024-03-15',
    'suivi_03_2024',
    'Suivi',
    'stages 12',
    '1',
  ])('%j is kept', (name) => {
    expect(safeName(name, vocabulary, 'x')).toBe(name);
  });

  it.each([
    'Suivi Zéphyrine',
    '06 12 34 56 78',
    '0612 3456 78',
    '06-12-34-56-78 suivi',
    'suivi 03-02-1985',
    'suivi 3.2.85',
    '0612345678',
  ])('%j is not', (name) => {
    expect(safeName(name, vocabulary, 'x')).toBe('x');
  });
});

describe('the text of a coded cell', () => {
  const shown = shownText({ nomenclatures: new Map([['site', [entry]]]), tranches: [] });
  it.each(['Alès', 'ALES 2', '?', '12'])('%j is shown', (text) => {
    expect(shown(text)).toBe(text);
  });
  it.each(['Zéphyrine', 'Alès Zéphyrine', '06 12 34 56 78', '03/02/1985', 'a'.repeat(100)])(
    '%j is not',
    (text) => {
      expect(shown(text)).toBeUndefined();
    },
  );
});
