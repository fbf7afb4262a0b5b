import { describe, expect, it } from 'vitest';
import { type AgeBand, bandOf } from './age-band.ts';
import { type Cell, textCell } from './workbook.ts';

const band = (code: string, libelle: string, age_min: number, age_max: number): AgeBand => ({
  antenne: 'ESSAI',
  code,
  libelle,
  age_min,
  age_max,
});
const BANDS = [
  band('moins_de_18_ans', 'moins de 18 ans', 0, 17),
  band('18_25_ans', '18 à 25 ans', 18, 25),
  band('26_64_ans', '26 à 64 ans', 26, 64),
  band('65_ans_et_plus', '65 ans et plus', 65, 199),
];
const day = (value: string, text: string): Cell => ({ value, kind: 'date', text, percent: false });

describe('bandOf', () => {
  it.each([
    ['18/25 ans', '18_25_ans'],
    ['18-25ans', '18_25_ans'],
    ['18‑25 ans', '18_25_ans'],
    ['18\u202f–\u202f25\u00a0ans', '18_25_ans'],
    ['de 18 à 25 ans', '18_25_ans'],
    ['De 18 ans à 25 ans', '18_25_ans'],
    ['entre 18 et 25 ans', '18_25_ans'],
    ['18/25', '18_25_ans'],
    ['’18/25', '18_25_ans'],
    ['18_25_ans', '18_25_ans'],
    ['- de 18 ans', 'moins_de_18_ans'],
    ['-18 ans', 'moins_de_18_ans'],
    ['< 18', 'moins_de_18_ans'],
    ['moins de 18 ans', 'moins_de_18_ans'],
    ['17 ans et moins', 'moins_de_18_ans'],
    ['65 et +', '65_ans_et_plus'],
    ['65+', '65_ans_et_plus'],
    ['+ de 65 ans', '65_ans_et_plus'],
    ['plus de 64 ans', '65_ans_et_plus'],
    ['65 ans et plus', '65_ans_et_plus'],
    ['à partir de 65 ans', '65_ans_et_plus'],
    ['34', '26_64_ans'],
    ['34 ans', '26_64_ans'],
  ])('reads %j', (text, code) => {
    expect(bandOf(textCell(text), BANDS)?.code).toBe(code);
  });

  it.each(['18/26', '26/39 ans', '18', '- de 20 ans', '60 et +', '18/25/26', 'jeune', '181', '18-25-2024'])(
    'reads no band of another grid in %j',
    (text) => {
      const codes = BANDS.filter((one) => one.code !== '18_25_ans' || text !== '18');
      expect(bandOf(textCell(text), codes)?.code).toBe(undefined);
    },
  );

  it('reads a band that a spreadsheet took for a date, by what it shows or what it made the date of', () => {
    const minors = [band('5_11', '5 à 11 ans', 5, 11), band('12_17', '12 à 17 ans', 12, 17)];
    expect(bandOf(day('2025-01-18', '18/25'), BANDS)?.code).toBe('18_25_ans');
    expect(bandOf(day('2025-01-18', '18-janv-25'), BANDS)?.code).toBe('18_25_ans');
    expect(bandOf(day('2024-11-05', '05-nov'), minors)?.code).toBe('5_11');
    expect(bandOf(textCell('05-nov'), minors)?.code).toBe('5_11');
    expect(bandOf(day('2017-12-01', 'déc-17'), minors)?.code).toBe('12_17');
    expect(bandOf(textCell('déc-17'), minors)?.code).toBe('12_17');
  });

  it('a whole date in the column of bands is no band', () => {
    expect(bandOf(day('2025-01-18', '18/01/2025'), BANDS)).toBeUndefined();
  });
});
