import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeclaredContract, declaredContractSchema, type Nomenclatures } from './contract.ts';
import { readDeclared } from './declared.ts';
import { type Cell, EMPTY, textCell, type Workbook } from './workbook.ts';

const contract: DeclaredContract = declaredContractSchema.parse({
  source: 'essai_annuel',
  genre: 'annuel',
  libelle: 'Essai',
  antenne: 'ESSAI',
  departement: '34',
  mentions: ['essai'],
  tableaux: [
    {
      nom: 'motifs',
      titres: ['Motifs des # sorties {n}'],
      commun: { population: 'sorties', indicateur: 'sorties', dimension: 'motif', unite: 'personne' },
      lignes: { nomenclature: 'motif', total: ['Total'] },
      colonnes: { nomenclature: 'site', total: ['Total'] },
      vide: 'zero_par_total',
    },
    {
      nom: 'cles',
      titres: ['Chiffres clés'],
      commun: { unite: 'personne' },
      lignes: {
        entrees: [
          { etiquettes: ['Accueillis', 'Personnes accueillies'], indicateur: 'personnes' },
          { etiquettes: ['Part de femmes'], indicateur: 'part', unite: '%' },
          { etiquettes: ['Ouvert depuis'], indicateur: 'depuis', unite: 'année', annee: 'valeur' },
          { etiquettes: ['Solde'], indicateur: 'personnes_evolution' },
        ],
      },
      colonnes: {
        entrees: [
          { etiquettes: ['{n}'], annee: 'n' },
          { etiquettes: ['{n-1}'], annee: 'n-1' },
        ],
      },
    },
  ],
});

const code = (libelle: string, value: string) => ({
  antenne: 'ESSAI',
  libelle,
  code: value,
  code_commun: value,
  valide_du: '',
  valide_au: '',
});
const lists: Nomenclatures = new Map([
  ['motif', [code('Abandon', 'abandon'), code('Fin concertée', 'concertee')]],
  ['site', [code('BZ', 'Béziers'), code('MTP', 'Montpellier')]],
]);

type Value = string | number | null;

function cell(value: Value): Cell {
  if (value === null) return EMPTY;
  return typeof value === 'string'
    ? textCell(value)
    : { value, kind: 'number', text: String(value), percent: false };
}

function workbook(rows: Value[][]): Workbook {
  return {
    fichier: 'essai-2024.xlsx',
    format: 'xlsx',
    feuilles: [{ nom: 'F', cachee: false, rows: rows.map((row) => row.map(cell)) }],
  };
}

const parse = (rows: Value[][], annee = 2024) => readDeclared(workbook(rows), contract, lists, annee);
const MOTIFS = [['Motifs des 9 sorties 2024'], ['Motif', 'BZ', 'MTP', 'Total']] satisfies Value[][];

describe('a declared table', () => {
  it('gives each cell the meaning of its table, line and column, and its address', () => {
    const { figures, problemes, lus } = parse([...MOTIFS, ['Abandon', 4, 5, 9]]);
    expect(problemes).toEqual([]);
    expect(lus).toBe(3);
    expect(figures.map(({ site, modalite, valeur, cellule }) => [site, modalite, valeur, cellule])).toEqual([
      ['Béziers', 'abandon', 4, 'B3'],
      ['Montpellier', 'abandon', 5, 'C3'],
      [null, 'abandon', 9, 'D3'],
    ]);
    expect(figures[0]).toMatchObject({
      antenne: 'ESSAI',
      departement: '34',
      annee: 2024,
      population: 'sorties',
      dimension: 'motif',
      unite: 'personne',
    });
  });

  it('is recognised in the file of another year, with other counts in its title', () => {
    expect(
      parse([['MOTIFS DES 1 312 SORTIES 2022'], ['', 'MTP', 'BZ'], ['abandon', 1, 2]], 2022).figures,
    ).toHaveLength(2);
  });

  it('is recognised by its header where nobody wrote a title above', () => {
    const { figures, problemes } = parse([
      ['Chiffres clés', 2024, 2023],
      ['Accueillis', 12, 10],
      [],
      ['Motifs des 9 sorties 2024', 'BZ'],
      ['Abandon', 4],
    ]);
    expect(problemes).toEqual([]);
    expect(figures.map(({ indicateur, valeur }) => [indicateur, valeur])).toEqual([
      ['personnes', 12],
      ['personnes', 10],
      ['sorties', 4],
    ]);
  });

  it('reads columns in any order, blank columns and rows between', () => {
    const { figures } = parse([
      [null, 'Motifs des 9 sorties 2024'],
      [],
      [null, 'Motif', null, 'Total', 'MTP'],
      [],
      [null, 'Fin concertée', null, 7, 3],
    ]);
    expect(figures.map(({ site, valeur }) => [site, valeur])).toEqual([
      [null, 7],
      ['Montpellier', 3],
    ]);
  });

  it('takes an empty cell for zero only when a total says so', () => {
    const { figures } = parse([...MOTIFS, ['Abandon', null, 9, 9], ['Fin concertée', null, 3, 5]]);
    const at = (address: string) => figures.find(({ cellule }) => cellule === address);
    expect(at('B3')).toMatchObject({ valeur: 0, deduction: 'zero_par_total', absence: null });
    expect(at('B4')).toMatchObject({ valeur: null, absence: 'inconnu' });
  });

  it('says the year of a column, and the year that a figure is', () => {
    const { figures } = parse([
      ['Chiffres clés'],
      ['', 2024, 2023],
      ['Accueillis', 12, 10],
      ['Ouvert depuis', 1984],
    ]);
    expect(figures.map(({ annee, valeur }) => [annee, valeur])).toEqual([
      [2024, 12],
      [2023, 10],
      [1984, 1984],
    ]);
  });

  it('keeps an interval, an approximation and an absence', () => {
    const { figures } = parse([
      ['Chiffres clés'],
      ['', 2024],
      ['Part de femmes', '10 à 30 %'],
      ['Accueillis', 'NC'],
      ['Solde', 'environ 20'],
    ]);
    expect(
      figures.map(({ valeur, valeur_max, approche, absence }) => [valeur, valeur_max, approche, absence]),
    ).toEqual([
      [10, 30, false, null],
      [null, null, false, 'inconnu'],
      [20, null, true, null],
    ]);
  });
});

describe('what cannot be read', () => {
  it('is listed with sheet, cell, rule and mend, and the good around it loads', () => {
    const { figures, problemes, lus } = parse([...MOTIFS, ['Abandon', '10.0028€', 5, 9]]);
    expect(figures).toHaveLength(2);
    expect(lus).toBe(3);
    expect(problemes).toMatchObject([
      { code: 'CHIFFRE_ILLISIBLE', feuille: 'F', cellule: 'B3', ligne: 3, colonne: 'BZ', valeur: '10.0028€' },
    ]);
    expect(problemes[0]?.message).toContain('10.0028€');
  });

  it.each(['Fictif Agathe', '06 00 00 00 00', '01.02.1985', '01/02/1985'])(
    'never shows %j, which slipped into a table of figures',
    (text) => {
      const { figures, problemes } = parse([...MOTIFS, ['Abandon', text, 5, 9]]);
      expect(JSON.stringify(problemes)).not.toContain(text);
      expect(figures.some(({ cellule }) => cellule === 'B3')).toBe(false);
      expect(problemes).toHaveLength(1);
    },
  );

  it.each([
    ['a negative count', 'Accueillis', -3],
    ['half a person', 'Accueillis', 1.5],
    ['a share above 100 %', 'Part de femmes', 120],
  ])('%s goes to correction', (_, label, value) => {
    expect(parse([['Chiffres clés'], ['', 2024], [label, value]]).problemes).toMatchObject([
      { code: 'VALEUR_IMPOSSIBLE', cellule: 'B3' },
    ]);
  });

  it('a change may be negative', () => {
    expect(parse([['Chiffres clés'], ['', 2024], ['Solde', -3]]).problemes).toEqual([]);
  });

  it('an unknown line names the label that was meant, without quoting what is written', () => {
    const { problemes } = parse([...MOTIFS, ['Abandons', 1, 2, 3]]);
    expect(problemes).toHaveLength(1);
    expect(problemes[0]).toMatchObject({ code: 'LIGNE_INCONNUE', cellule: 'A3' });
    expect(problemes[0]?.remede).toContain('Abandon');
  });

  it('an unknown column keeps its figures for correction', () => {
    const { figures, problemes } = parse([MOTIFS[0] ?? [], ['Motif', 'BZ', 'Sète'], ['Abandon', 1, 2]]);
    expect(figures).toHaveLength(1);
    expect(problemes).toMatchObject([{ code: 'COLONNE_INCONNUE', cellule: 'C3' }]);
  });

  it('a table under an unknown title does not fall into the one above', () => {
    const { figures, problemes } = parse([
      ...MOTIFS,
      ['Abandon', 1, 2, 3],
      ['Motifs des entrées'],
      ['Motif', 'BZ'],
      ['Abandon', 7],
    ]);
    expect(figures.map(({ valeur }) => valeur)).toEqual([1, 2, 3]);
    expect(problemes).toMatchObject([{ code: 'HORS_TABLEAU', cellule: 'B6' }]);
  });

  it('any mixture of good and bad cells gives read = loaded + to correct, nothing invented', () => {
    const value = fc.oneof(
      fc.nat(500),
      fc.constantFrom<Value>('NC', '10.0028€', 'environ 5', null, '3 à 6', 'Fictif', -1, 2.5),
    );
    const row = fc.tuple(
      fc.constantFrom('Abandon', 'Fin concertée', 'Total', 'Abandons', 'Autre'),
      value,
      value,
      value,
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const { figures, lus, a_corriger } = parse([...MOTIFS, ...rows]);
        expect(lus).toBe(figures.length + a_corriger);
        const numbers = rows.flatMap(([, ...cells]) =>
          cells.filter((written) => typeof written === 'number'),
        );
        expect(lus).toBeGreaterThanOrEqual(numbers.length);
        for (const { cellule, valeur, valeur_max, deduction, libelle_ligne } of figures) {
          const line = rows[Number(cellule.slice(1)) - 3];
          const written = line?.['ABCD'.indexOf(cellule.slice(0, 1))];
          expect(libelle_ligne).toBe(line?.[0]);
          if (typeof written === 'number') expect(valeur).toBe(written);
          else expect([written, valeur, valeur_max, deduction]).toEqual(expect.arrayContaining([written]));
          if (written === null && valeur !== null) expect([valeur, deduction]).toEqual([0, 'zero_par_total']);
        }
      }),
    );
  });
});

const HEADER_2024 = [['Chiffres clés'], ['', 2024, 2023], ['Accueillis', 12, 10]] satisfies Value[][];

/** Layouts that people really send, each of which once put a figure where it does not belong. */
describe('a layout that could mislead', () => {
  const meant = (rows: Value[][], name = 'F') => {
    const { figures, problemes, a_corriger } = readDeclared(
      {
        fichier: 'essai-2024.xlsx',
        format: 'xlsx',
        feuilles: [{ nom: name, cachee: false, rows: rows.map((row) => row.map(cell)) }],
      },
      contract,
      lists,
      2024,
    );
    return {
      loaded: figures.map(
        ({ cellule, annee, indicateur, valeur }) => `${cellule} ${annee} ${indicateur} ${valeur}`,
      ),
      codes: problemes.map(({ code: found }) => found),
      a_corriger,
    };
  };

  it('a title with a count beside it opens its own table', () => {
    const { loaded } = meant([
      ...HEADER_2024,
      [],
      ['Motifs des 9 sorties 2024', 'N = 9'],
      ['Motif', 'BZ'],
      ['Abandon', 4],
    ]);
    expect(loaded).toEqual(['B3 2024 personnes 12', 'C3 2023 personnes 10', 'B7 2024 sorties 4']);
  });

  it('two tables side by side are listed, nothing falls into the table above', () => {
    const { loaded, a_corriger } = meant([
      ...HEADER_2024,
      [],
      ['Motifs des 9 sorties 2024', null, 'Chiffres clés'],
      ['Motif', 'BZ', '', 2024],
      ['Abandon', 4, 'Accueillis', 7],
    ]);
    expect(loaded).toHaveLength(2);
    expect(a_corriger).toBeGreaterThanOrEqual(2);
  });

  it('a header under a remark heads something else', () => {
    const { loaded, codes } = meant([
      ...MOTIFS,
      ['Abandon', 4, 5, 9],
      ['* dont, pour les femmes'],
      ['Motif', 'BZ', 'Total'],
      ['Abandon', 1, 1],
    ]);
    expect(loaded).toHaveLength(3);
    expect(codes).toContain('HORS_TABLEAU');
  });

  it('a header repeated in another order is read anew', () => {
    const { loaded } = meant([...HEADER_2024, ['Intitulé', 2023, 2024], ['Solde', 1, 2]]);
    expect(loaded.slice(2)).toEqual(['B5 2023 personnes_evolution 1', 'C5 2024 personnes_evolution 2']);
  });

  it('a header on two rows is not guessed at', () => {
    const { loaded, a_corriger } = meant([
      ['Chiffres clés'],
      ['', 2024, null, 2023, null],
      [null, 'Hommes', 'Femmes', 'Hommes', 'Femmes'],
      ['Accueillis', 8, 4, 7, 3],
    ]);
    expect(loaded).toEqual([]);
    expect(a_corriger).toBe(4);
  });

  it('an unknown column on the left is listed like one on the right', () => {
    const { loaded, codes } = meant([
      ['Chiffres clés'],
      ['Intitulé', 2022, 2023, 2024],
      ['Accueillis', 9, 10, 12],
    ]);
    expect(loaded).toEqual(['C3 2023 personnes 10', 'D3 2024 personnes 12']);
    expect(codes).toEqual(['COLONNE_INCONNUE']);
  });

  it('a line or a column written twice is listed, never counted twice', () => {
    expect(meant([...HEADER_2024, ['Accueillis', 13, 11]])).toMatchObject({
      loaded: ['B3 2024 personnes 12', 'C3 2023 personnes 10'],
      codes: ['LIGNE_DOUBLE'],
      a_corriger: 2,
    });
    expect(meant([['Chiffres clés'], ['', 2024, 2024], ['Accueillis', 12, 13]])).toMatchObject({
      loaded: ['B3 2024 personnes 12'],
      codes: ['COLONNE_INCONNUE'],
    });
  });

  it('a sheet of another year, or a hidden one, is told and left aside', () => {
    expect(meant(HEADER_2024, 'Bilan 2023')).toMatchObject({
      loaded: [],
      codes: ['AUTRE_ANNEE'],
      a_corriger: 2,
    });
    const hidden: Workbook = {
      ...workbook(HEADER_2024),
      feuilles: workbook(HEADER_2024).feuilles.map((sheet) => ({ ...sheet, cachee: true })),
    };
    expect(readDeclared(hidden, contract, lists, 2024)).toMatchObject({
      figures: [],
      lus: 2,
      a_corriger: 2,
      problemes: [{ code: 'FEUILLE_CACHEE' }],
    });
  });

  it.each([
    ['63 %', 'a share in a column of persons'],
    ['12 Dupont', 'a word that is no unit'],
    ['12 mars', 'a date'],
    ['3 mois', 'another unit'],
    ['120384', 'a date of birth written as a number'],
  ])('%j is not a count (%s)', (written) => {
    expect(meant([['Chiffres clés'], ['', 2024], ['Accueillis', written]])).toMatchObject({
      loaded: [],
      codes: ['VALEUR_IMPOSSIBLE'],
    });
  });

  it('0,63 of a share is a fraction or a percentage: nobody knows', () => {
    expect(meant([['Chiffres clés'], ['', 2024], ['Part de femmes', 0.63]])).toMatchObject({
      loaded: [],
      codes: ['VALEUR_IMPOSSIBLE'],
    });
  });

  it('a total that nobody states is unknown, and so is a blank beside an unknown', () => {
    const { figures } = parse([
      ...MOTIFS,
      ['Abandon', 1, 2, 3],
      ['Fin concertée', 1, 'NC', null],
      ['Total', 2, null, 3],
    ]);
    expect(figures.filter(({ deduction }) => deduction !== null)).toEqual([]);
  });

  it('a blank is no zero when the total of its line says so and that of its column does not', () => {
    const { figures } = parse([
      ...MOTIFS,
      ['Abandon', null, 9, 9],
      ['Fin concertée', 3, 1, 4],
      ['Total', 5, 10, 15],
    ]);
    expect(figures.find(({ cellule }) => cellule === 'B3')).toMatchObject({
      valeur: null,
      absence: 'inconnu',
    });
  });

  it('in a text file, a line longer than its header is listed whole', () => {
    const csv: Workbook = {
      ...workbook([['Chiffres clés'], ['', '2024'], ['Accueillis', '0', '5']]),
      format: 'csv',
    };
    expect(readDeclared(csv, contract, lists, 2024)).toMatchObject({
      figures: [],
      a_corriger: 2,
      problemes: [{ code: 'LIGNE_TROP_LONGUE' }],
    });
  });
});
