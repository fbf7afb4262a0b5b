import { describe, expect, it } from 'vitest';
import type { Row } from './figure.ts';
import { territoryFigures, territoryLines, territoryRule, territoryWord } from './territory-word.ts';

const row = (departement: string, indicateur: string, valeur: number | null): Row => ({
  ...{ departement, indicateur, valeur, source: 'f.csv' },
  statut: valeur === null ? 'non_disponible' : 'publie',
});
const territory = (code: string, inPlace: number | null, coverage: number | null): Row[] => [
  row(code, 'actions_en_place', inPlace),
  row(code, 'actions_reference', 7),
  row(code, 'pour_100_victimes', coverage),
];

describe('the word for a territory', () => {
  it.each([
    [4, 7, 10, 10, 'Installé'],
    [3, 7, 10, 10, 'Incomplet'],
    [4, 8, 9.9, 10, 'Sous-couvert'],
    [3, 7, 9.9, 10, 'Fragile'],
    [0, 7, 0, 10, 'Fragile'],
    [null, 7, 9, 10, 'Inconnu'],
    [3, 7, null, 10, 'Inconnu'],
    [3, 7, 9, null, 'Inconnu'],
    [0, 0, 9, 10, 'Inconnu'],
  ] as const)(
    'is, for %s of %s actions and %s beside %s, %s',
    (inPlace, reference, coverage, regional, word) => {
      expect(territoryWord(inPlace, reference, coverage, regional)).toBe(word);
      expect(territoryRule.map((rule) => rule.word)).toContain(word);
    },
  );

  it('is said of each département, in the order of codes, with the figures that give it', () => {
    const rows = [...territory('48', 2, 22.66), ...territory('11', null, 1), ...territory('_T', 6, 14.3)];
    const { lines, regional } = territoryLines([...rows, ...territory('hors_zone', 1, 1)]);
    expect(regional.value).toBe(14.3);
    expect(lines.map(({ departement, word }) => [departement, word])).toEqual([
      ['11', 'Inconnu'],
      ['48', 'Incomplet'],
    ]);
    expect(lines.map(territoryFigures)).toEqual([
      'non disponible actions sur 7, 1 personnes pour 100\u00a0victimes',
      '2 actions sur 7, 22,7 personnes pour 100\u00a0victimes',
    ]);
  });
});
