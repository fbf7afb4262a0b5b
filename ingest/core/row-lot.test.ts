import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowSheet, rowContractSchema } from './contract.ts';
import { Lots, MadeTables } from './row-lot.ts';
import { feedsOf } from './row-target.ts';

const column = (type: string) => ({ etiquettes: [type], type });

/** A sheet of which a line gives up to two rows to one table, and one to another. */
function sheet(): RowSheet {
  const contract = rowContractSchema.parse({
    ...{ genre: 'lignes', source: 'essai', libelle: 'Essai', antenne: 'ESSAI', mentions: ['essai'] },
    feuilles: [
      {
        ...{ nom: 'questions', grain: 'Une ligne par questionnaire.', identite: 'aucune', onglets: ['Q'] },
        colonnes: { un: column('entier'), deux: column('entier'), le: column('date') },
        vers: {
          seance: { colonnes: { date_seance: 'le', public: { constante: 'auteurs' } } },
          reponse: [
            { si: 'un', colonnes: { question: { constante: 'un' }, reponse: 'un' } },
            { si: 'deux', colonnes: { question: { constante: 'deux' }, reponse: 'deux' } },
          ],
        },
      },
    ],
  });
  const [only] = contract.feuilles;
  if (!only) throw new Error('no sheet');
  return only;
}

const NOBODY = { key: null, identification: null };
const made = (lots: Lots) =>
  new MadeTables(lots, new Map(lots.names().map((name) => [name, (row: unknown) => row])));

describe('rows kept by column', () => {
  it('come back line by line, for a line in the order of its questions, with what the contract says of all', () => {
    const lots = new Lots();
    const opened = lots.open({ feuille: 'Q', partie: 'questions' }, feedsOf(sheet()));
    const lines = [
      { un: 1, deux: 2, le: '2024-03-01' },
      { un: null, deux: 4, le: '2024-03-02' },
      { un: 5, deux: null, le: null },
    ];
    for (const [index, line] of lines.entries())
      for (const lot of opened) lot.add(index + 2, line, index === 0 ? ['le'] : [], NOBODY);
    const where = { feuille: 'Q', partie: 'questions', personne: NOBODY, dates_au_mois: null };
    expect([...lots.rows('reponse')]).toEqual([
      { ...where, ligne: 2, values: { question: 'un', reponse: 1 } },
      { ...where, ligne: 2, values: { question: 'deux', reponse: 2 } },
      { ...where, ligne: 3, values: { question: 'deux', reponse: 4 } },
      { ...where, ligne: 4, values: { question: 'un', reponse: 5 } },
    ]);
    expect([...lots.rows('seance')][0]).toEqual({
      ...{ ...where, ligne: 2, dates_au_mois: 'date_seance' },
      values: { date_seance: '2024-03-01', public: 'auteurs' },
    });
  });

  it('tell a line that feeds nothing, and name the tables that hold a row', () => {
    const lots = new Lots();
    const [, one, two] = lots.open({ feuille: 'Q', partie: 'questions' }, feedsOf(sheet()));
    expect(one?.add(2, { un: null, deux: 3, le: null }, [], NOBODY)).toBe(false);
    expect(lots.names()).toEqual([]);
    expect(two?.add(2, { un: null, deux: 3, le: null }, [], NOBODY)).toBe(true);
    expect(lots.names()).toEqual(['reponse']);
    lots.drop('questions');
    expect(lots.names()).toEqual([]);
    expect([...lots.rows('reponse')]).toEqual([]);
  });

  it('are the rows that were added, whatever the lines', () => {
    const value = fc.option(fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(fc.record({ un: value, deux: value })), fc.nat(3), (lines, extra) => {
        const lots = new Lots();
        const wanted: unknown[] = [];
        // The same sheet in several tables, one below the other.
        for (let table = 0; table <= extra; table++) {
          const opened = lots.open({ feuille: 'Q', partie: 'questions' }, feedsOf(sheet()));
          for (const [index, { un, deux }] of lines.entries()) {
            for (const lot of opened) lot.add(index + 2, { un, deux, le: null }, [], NOBODY);
            if (un !== null) wanted.push([index + 2, 'un', un]);
            if (deux !== null) wanted.push([index + 2, 'deux', deux]);
          }
        }
        const tables = new Map(made(lots)) as Map<
          string,
          { ligne: number; values: Record<string, unknown> }[]
        >;
        const read = (tables.get('reponse') ?? []).map(({ ligne, values }) => [
          ligne,
          values.question,
          values.reponse,
        ]);
        expect(read).toEqual(wanted);
        expect(tables.has('reponse')).toBe(wanted.length > 0);
      }),
    );
  });
});
