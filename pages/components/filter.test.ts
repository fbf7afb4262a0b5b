import { describe, expect, it } from 'vitest';
import {
  type Choice,
  choiceQuery,
  choiceText,
  chosen,
  type FilterName,
  filterNames,
  readChoice,
  wholeChoice,
} from './filter.ts';

const options = {
  annees: [2024, 2023],
  antennes: [
    { code: 'APEX', nom: 'APEX', departement: '34' },
    { code: 'UDAF11', nom: 'UDAF de l’Aude', departement: '11' },
  ],
  departements: [
    { code: '11', libelle: 'Aude' },
    { code: '34', libelle: 'Hérault' },
  ],
  modules: [{ code: 'cjse', libelle: 'CJSE' }],
};
const read = (query: string, filters: readonly FilterName[] = filterNames) =>
  readChoice(new URLSearchParams(query), filters, options, 2024);

describe('a choice', () => {
  it('stands in the address as it is read from it', () => {
    for (const query of [
      '',
      '?annee=2023',
      '?annee=2023&periode=T3&antenne=APEX&departement=34&module=cjse',
    ]) {
      const { choice, said } = read(query);
      expect(said).toEqual([]);
      expect(choiceQuery(choice, filterNames, 2024)).toBe(query);
    }
  });

  it('has the year before with the year', () => {
    expect(read('?annee=2023').choice).toMatchObject({ annee: 2023, annee_precedente: 2022 });
  });

  it.each([
    ['?antenne=ABC', '« ABC » n’est pas une antenne : filtre ignoré.'],
    ['?annee=2019', 'Cette publication n’a rien sur 2019 : filtre ignoré.'],
    ['?annee=20x4', '« 20x4 » n’est pas une année : filtre ignoré.'],
    ['?periode=13', '« 13 » n’est pas une période : filtre ignoré.'],
    ['?departement=75', '« 75 » n’est pas un département : filtre ignoré.'],
    ['?module=__proto__', '« __proto__ » n’est pas un module : filtre ignoré.'],
    ['?antenne=APEX&departement=11', 'L’antenne APEX n’est pas dans « Aude » : filtre ignoré.'],
  ])('says of %s what is left aside', (query, words) => {
    expect(read(query).said).toEqual([words]);
  });

  it('quotes little of a long word', () => {
    expect(read(`?antenne=${'x'.repeat(5000)}`).said[0]?.length).toBeLessThan(100);
  });

  it('is not touched by a filter that the page does not have', () => {
    expect(read('?antenne=APEX', ['annee']).choice).toEqual(wholeChoice(2024));
    expect(choiceQuery(read('?antenne=APEX').choice, ['annee'], 2024)).toBe('');
  });

  it('is said in words', () => {
    const { choice } = read('?annee=2023&periode=09&antenne=UDAF11');
    expect(choiceText(choice, filterNames, options, 2024)).toBe(
      'année 2023, période septembre, antenne UDAF de l’Aude',
    );
  });
});

describe('chosen rows', () => {
  const left = (rows: Record<string, unknown>[], query: string, but: FilterName[] = []) =>
    chosen(rows, read(query).choice as Choice, but).map(({ n }) => n);

  it('are of one year, unless the year is left aside', () => {
    const rows = [
      { n: 1, annee: 2023 },
      { n: 2, annee: 2024 },
    ];
    expect(left(rows, '')).toEqual([2]);
    expect(left(rows, '?annee=2023')).toEqual([1]);
    expect(left(rows, '', ['annee'])).toEqual([1, 2]);
  });

  it('are of the antennes of the département, without totals', () => {
    const rows = [
      { n: 1, antenne: 'APEX' },
      { n: 2, antenne: 'UDAF11' },
      { n: 3, antenne: '_T' },
      { n: 4, departement: '34' },
      { n: 5, departement: '11' },
      { n: 6, departement: '_T' },
      { n: 7, lieu: 'UDAF11' },
      { n: 8, lieu: '11' },
      { n: 9 },
    ];
    expect(left(rows, '')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(left(rows, '?departement=11')).toEqual([2, 5, 7, 8, 9]);
    expect(left(rows, '?antenne=APEX')).toEqual([1, 4, 5, 6, 8, 9]);
  });

  it('are of the months and quarters of the period, and of what has none', () => {
    const periods = ['2024', '2024-T3', '2024-T4', '2024-07', '2024-10', '2024-08/12m', '2022/2024'];
    const rows = periods.map((periode) => ({ n: periode, periode }));
    expect(left(rows, '?periode=T3')).toEqual(['2024', '2024-T3', '2024-07', '2024-08/12m', '2022/2024']);
    expect(left(rows, '?periode=10')).toEqual(['2024', '2024-10', '2022/2024']);
  });

  it('are of the module', () => {
    const rows = [{ n: 1, module: 'cjse' }, { n: 2, module: '_T' }, { n: 3 }];
    expect(left(rows, '?module=cjse')).toEqual([1, 3]);
  });
});
