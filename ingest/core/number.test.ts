import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFigure } from './number.ts';
import { EMPTY, textCell } from './workbook.ts';

const read = (text: string) => readFigure(textCell(text));
const figure = (valeur: number, valeurMax: number | null = null, approche = false, unite = '') => ({
  genre: 'chiffre',
  figure: { valeur, valeurMax, approche, unite },
});

describe('readFigure', () => {
  it.each([
    ['1544', figure(1544)],
    ['1 544', figure(1544)],
    ['1\u00a0544', figure(1544)],
    ['1\u202f544', figure(1544)],
    ['12,5 %', figure(12.5, null, false, '%')],
    ['97,26%', figure(97.26, null, false, '%')],
    ['76 K€', figure(76_000, null, false, '€')],
    ['76 000 €', figure(76_000, null, false, '€')],
    ['environ 76 K€', figure(76_000, null, true, '€')],
    ['près de 60 %', figure(60, null, true, '%')],
    ['plus de 20 ans', figure(20, null, true, 'ans')],
    ['10 à 30 %', figure(10, 30, false, '%')],
    ['10 % à 30 %', figure(10, 30, false, '%')],
    ['de 3 à 6 mois', figure(3, 6, false, 'mois')],
    ['entre 30 et 70 ans', figure(30, 70, false, 'ans')],
    ['2 ou 3', figure(2, 3)],
    ['-4', figure(-4)],
    ['0,5 ETP', figure(0.5, null, false, 'etp')],
    ['0,125', figure(0.125)],
    ['28.000,00 €', figure(28_000, null, false, '€')],
    ['1.228.000,50', figure(1_228_000.5)],
    ['1 228,500', figure(1228.5)],
    ['1’200', figure(1200)],
    ['1,2 M€', figure(1_200_000, null, false, '€')],
    ['2 Meur', figure(2_000_000, null, false, '€')],
    ['12 mois', figure(12, null, false, 'mois')],
  ])('reads %j', (text, reading) => {
    expect(read(text)).toEqual(reading);
  });

  it.each([
    ['NC', 'inconnu'],
    ['?', 'inconnu'],
    ['non précisé', 'inconnu'],
    ['n.r.', 'non_transmis'],
    ['-', 'sans_objet'],
    ['s.o.', 'sans_objet'],
  ])('reads %j as an absence, never as zero', (text, absence) => {
    expect(read(text)).toEqual({ genre: 'absence', absence });
  });

  it.each([
    '10.0028€',
    '1.544',
    '30,000',
    '1,544 %',
    '1,200 M€',
    '1,234,567',
    '1.5,2',
    '28.00,50',
    "1'20",
    '1 5',
    '12 13',
    'douze',
    '30 à 10',
    '1,2,3',
    '4x4',
    '198¹',
    '②',
    '010285',
    '12 03 84',
  ])('does not guess at %j', (text) => {
    expect(read(text)).toEqual({ genre: 'illisible' });
  });

  it('takes a percentage in points, however the sheet stores it', () => {
    expect(readFigure({ value: 0.63, kind: 'number', text: '63%', percent: true })).toEqual(
      figure(63, null, false, '%'),
    );
    expect(readFigure({ value: 63, kind: 'number', text: '63', percent: false })).toEqual(figure(63));
  });

  it('tells an empty cell from a zero', () => {
    expect(readFigure(EMPTY)).toEqual({ genre: 'vide' });
    expect(read('0')).toEqual(figure(0));
  });

  it('reads back every number as French spreadsheets write it', () => {
    const french = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2 });
    fc.assert(
      fc.property(fc.integer({ min: -9_999_999_99, max: 9_999_999_99 }), (hundredths) => {
        const value = hundredths / 100;
        expect(read(french.format(value))).toEqual(figure(value));
      }),
    );
  });

  it('never throws, whatever the cell holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) =>
        ['chiffre', 'absence', 'vide', 'illisible'].includes(read(text).genre),
      ),
    );
  });
});
