import { describe, expect, it } from 'vitest';
import { type Asked, CharacteristicYear } from './characteristics/characteristic-tables.ts';
import { type Concealment, conceal } from './characteristics/conceal.ts';
import type { PersonGroup } from './characteristics/persons.ts';
import { lossText } from './loss-text.ts';

/** Persons of an antenne by sexe: in one of them few women. */
function groups(): PersonGroup[] {
  const of = (antenne: string, sexe: string, personnes: number): PersonGroup => ({
    ...{
      annee: 2024,
      antenne,
      departement: antenne,
      sexe,
      caracteristique: 'sexe',
      modalite: sexe,
      personnes,
    },
  });
  return [
    ...[of('A', 'femme', 3), of('A', 'homme', 1400)],
    ...[of('B', 'femme', 20), of('B', 'homme', 60)],
    ...[of('C', 'femme', 15), of('C', 'homme', 50)],
  ];
}

const ASKED: Asked[] = (['antenne', 'region'] as const).map((crossing) => ({
  crossing,
  view: { nom: 'sexe', source: 'sexe' },
  rule: { minimum: 5, base: 20 },
  grossissement: crossing === 'region' ? ['codes'] : ['codes', 'region'],
}));

const text = (years: readonly Concealment[]) =>
  lossText({ mart: 'groupe_profil', audience: 'comite', years });
const plain = (spaced: string) => spaced.replace(/[\u00a0\u202f]/g, ' ');

describe('what an audience is not told', () => {
  it('is said with what it costs, and what no choice could cost less than', async () => {
    const year = await conceal(new CharacteristicYear(groups(), []), ASKED);
    const { paid, least, unbounded } = year.cost;
    expect(paid).toBeGreaterThan(0);
    expect(least).toBeLessThanOrEqual(paid);
    expect(unbounded).toBe(0);
    const shown = plain(text([year]));
    expect(shown).toMatch(
      /^Personnes accompagnées, comite : \d+ chiffres, dont 1 \(3 personnes\) masqués par une règle/,
    );
    expect(shown).toMatch(/coût \d+,\d, aucun choix sous \d+,\d \(écart à l’optimum : \d+,\d % au plus\)\.$/);
  });

  it('tells the gap in per cent, and what has no bound apart', async () => {
    const year = await conceal(new CharacteristicYear(groups(), []), ASKED);
    const cost = (paid: number, least: number, unbounded: number) =>
      plain(text([{ ...year, cost: { paid, least, unbounded } }]));
    expect(cost(1050, 1000, 0)).toContain(
      'coût 1 050,0, aucun choix sous 1 000,0 (écart à l’optimum : 5,0 % au plus)',
    );
    expect(cost(0, 0, 12.34)).toContain(': coût 12,3 là où il y a trop de cellules pour chercher l’optimum.');
    expect(cost(0, 0, 0)).toContain('Rien de plus à masquer');
  });
});
