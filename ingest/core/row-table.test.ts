import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowSheet, rowContractSchema } from './contract.ts';
import { cellParser } from './row-cell.ts';
import { modelsOf } from './row-header.ts';
import { layoutOf } from './row-table.ts';
import { type Cell, EMPTY, type Sheet, textCell } from './workbook.ts';

const { feuilles } = rowContractSchema.parse({
  source: 'essai',
  genre: 'lignes',
  libelle: 'Essai',
  antenne: 'ESSAI',
  mentions: ['essai'],
  feuilles: [
    {
      nom: 'stages',
      grain: 'Une ligne par stage.',
      identite: 'aucune',
      onglets: ['Stages'],
      colonnes: {
        stage: { etiquettes: ['N°'], type: 'repere', requis: true },
        debut: { etiquettes: ['Dates / Début'], type: 'date', requis: true },
        convoques: { etiquettes: ['Présences / Convoqués', 'Convoqués'], type: 'entier' },
        presents: { etiquettes: ['Présences / Présents'], type: 'entier' },
        public: { etiquettes: ['Public'], type: 'code', nomenclature: 'public' },
      },
      vers: { seance: { colonnes: { seance: 'stage', date_seance: 'debut' } } },
    },
    {
      nom: 'refus',
      grain: 'Une ligne par demande refusée.',
      identite: 'aucune',
      onglets: ['Demandes refusées'],
      colonnes: {
        date: { etiquettes: ['Date'], type: 'date', requis: true },
        cause: { etiquettes: ['Cause'], type: 'code', nomenclature: 'cause' },
      },
      vers: { demande_non_satisfaite: { colonnes: { date_demande: 'date', cause: 'cause' } } },
    },
  ],
});
const entry = (libelle: string) => ({
  antenne: '',
  libelle,
  code: libelle,
  code_commun: libelle,
  valide_du: '',
  valide_au: '',
});
const lists = {
  nomenclatures: new Map([
    ['public', [entry('Hommes'), entry('Ensemble')]],
    ['cause', [entry('Place')]],
  ]),
  tranches: [],
};
const parsersOf = (wanted: RowSheet) =>
  new Map(
    Object.entries(wanted.colonnes).map(([nom, column]) => [
      nom,
      cellParser(column, { lists, antenne: 'ESSAI', annee: 2024, date1904: false }),
    ]),
  );

type Value = string | number | null;
function cell(value: Value): Cell {
  if (value === null) return EMPTY;
  if (typeof value === 'number') return { value, kind: 'number', text: String(value), percent: false };
  return textCell(value);
}
function layout(rows: Value[][], extra: Partial<Sheet> = {}) {
  const sheet: Sheet = { nom: 'Feuil1', cachee: false, rows: rows.map((row) => row.map(cell)), ...extra };
  const { tables, dehors, notes } = layoutOf(sheet, modelsOf(feuilles), parsersOf);
  return {
    tables: tables.map(({ wanted, header, lignes, totaux }) => ({
      nom: wanted.nom,
      colonnes: Object.fromEntries(header.rangs),
      lignes: lignes.map(([ligne]) => ligne),
      totaux,
      manquants: header.manquants,
      doubles: header.doubles,
    })),
    dehors,
    notes,
  };
}

const LINE = ['S1', '03/01/2024', 12, 10, 'Hommes'];

describe('a header', () => {
  it('on two rows, under merged groups: by group and heading, or by its heading alone when no other has it', () => {
    const rows = [
      ['Essai'],
      ['N°', 'Dates', null, 'Présences', null, 'Public'],
      [null, 'Début', 'Fin', 'Convoqués', 'Présents', null],
      ['S1', '03/01/2024', '04/01/2024', 12, 10, 'Hommes'],
    ];
    const colonnes = { stage: 0, debut: 1, convoques: 3, presents: 4, public: 5 };
    const fusion = (ligne: number, rang: number, last: [number, number]) => ({
      de: { ligne, rang },
      a: { ligne: last[0], rang: last[1] },
    });
    const fusions = [fusion(1, 0, [2, 0]), fusion(1, 1, [1, 2]), fusion(1, 3, [1, 4]), fusion(1, 5, [2, 5])];
    for (const extra of [{}, { fusions }])
      expect(layout(rows, extra).tables).toMatchObject([
        { nom: 'stages', colonnes, lignes: [3], doubles: [] },
      ]);
  });

  it('a heading of another group is not the column of this one', () => {
    const { tables } = layout([
      ['N°', 'Dates', 'Présences', null, 'Excuses', null],
      [null, 'Début', 'Convoqués', 'Présents', 'Convoqués', 'Présents'],
      ['S1', '03/01/2024', 12, 10, 1, 2],
    ]);
    expect(tables).toMatchObject([{ colonnes: { convoques: 2, presents: 3 }, doubles: [], lignes: [2] }]);
  });

  it('below fifty lines, under groups that tell nothing apart', () => {
    const { tables, dehors } = layout([
      WHOLE,
      ...Array.from({ length: 60 }, () => LINE),
      [],
      ['Demandes refusées'],
      ['Quand', 'Pourquoi'],
      ['Date', 'Cause'],
      ['05/02/2024', 'Place'],
    ]);
    expect(tables.map(({ nom, lignes }) => [nom, lignes.length])).toEqual([
      ['stages', 60],
      ['refus', 1],
    ]);
    expect(dehors).toEqual([]);
  });

  it('a table that a wider one has all the headings of is not taken for it', () => {
    const [stages] = feuilles;
    const narrow = {
      ...stages,
      nom: 'dates',
      onglets: ['Dates'],
      colonnes: { stage: stages?.colonnes.stage, debut: stages?.colonnes.debut },
    };
    const all = [narrow as RowSheet, ...feuilles];
    const sheet: Sheet = { nom: 'Feuil1', cachee: false, rows: [WHOLE, LINE].map((row) => row.map(cell)) };
    expect(layoutOf(sheet, modelsOf(all), parsersOf).tables.map(({ wanted }) => wanted.nom)).toEqual([
      'stages',
    ]);
  });

  it('a title that is merged over the whole table takes no part in it', () => {
    const rows = [
      ['Stages de l’année', null, null, null],
      ['N°', 'Dates / Début', 'Convoqués', 'Public'],
      LINE,
    ];
    const fusions = [{ de: { ligne: 0, rang: 0 }, a: { ligne: 0, rang: 3 } }];
    expect(layout(rows, { fusions }).tables).toMatchObject([
      { colonnes: { stage: 0, debut: 1 }, lignes: [2] },
    ]);
  });
});

const WHOLE = ['N°', 'Dates / Début', 'Présences / Convoqués', 'Présences / Présents', 'Public'];

describe('several tables on a sheet', () => {
  const second: Value[][] = [
    ['Date', 'Cause'],
    ['05/02/2024', 'Place'],
  ];
  it.each([
    ['one below the other', []],
    ['after a blank row', [[]]],
    ['after a title', [[], ['2. Demandes refusées']]],
  ] as const)('%s: each by its header, lines to the table above them', (_, between) => {
    const { tables, dehors } = layout([WHOLE, LINE, LINE, ...between.map((row) => [...row]), ...second]);
    expect(tables).toMatchObject([
      { nom: 'stages', lignes: [1, 2] },
      { nom: 'refus', lignes: [4 + between.length] },
    ]);
    expect(dehors).toEqual([]);
  });

  it('side by side, parted by a blank column: each line of either to its own', () => {
    const beside = (left: Value[], right: Value[]): Value[] => [
      ...left,
      ...Array(5 - left.length).fill(null),
      null,
      ...right,
    ];
    const { tables, dehors } = layout([
      ['Essai'],
      beside(WHOLE, ['Date', 'Cause']),
      beside(LINE, ['05/02/2024', 'Place']),
      beside(['Total', null, 12], ['06/02/2024', 'Place']),
      beside([], ['07/02/2024', 'Place']),
    ]);
    expect(tables).toMatchObject([
      { nom: 'stages', lignes: [2], totaux: 1 },
      { nom: 'refus', lignes: [2, 3, 4], colonnes: { date: 6, cause: 7 } },
    ]);
    expect(dehors).toEqual([]);
  });

  it('of one kind side by side are two tables', () => {
    const twice = (row: Value[]): Value[] => [...row, null, ...row];
    expect(layout([twice(WHOLE), twice(LINE), twice(LINE)]).tables).toMatchObject([
      { nom: 'stages', lignes: [1, 2], doubles: [] },
      { nom: 'stages', lignes: [1, 2], doubles: [], colonnes: { stage: 6 } },
    ]);
  });

  it('a header repeated at the head of a page is no line and no table', () => {
    const rows = [WHOLE, ...Array.from({ length: 70 }, () => LINE), [], WHOLE, LINE];
    const { tables } = layout(rows);
    expect(tables).toHaveLength(1);
    expect(tables[0]?.lignes).toHaveLength(71);
  });

  it('a title closes the table above it: lines under an unknown header are told, and none falls under it', () => {
    const { tables, dehors } = layout([
      WHOLE,
      LINE,
      [],
      ['Hors zone'],
      ['Mois', 'Nombre', 'Total'],
      ...[LINE, LINE],
    ]);
    expect(tables).toMatchObject([{ lignes: [1] }]);
    expect(dehors).toEqual([{ ligne: 4, nombre: 3 }]);
  });

  it('a period that cuts the list in parts closes nothing', () => {
    const { tables } = layout([WHOLE, ['Janvier 2024'], LINE, ['Février'], LINE, ['2e trimestre'], LINE]);
    expect(tables).toMatchObject([{ lignes: [2, 4, 6] }]);
  });

  it('an unknown table above the first header is told', () => {
    expect(layout([['Mois', 'A', 'B'], ['janvier', 1, 2], [], WHOLE, LINE]).dehors).toEqual([
      { ligne: 1, nombre: 1 },
    ]);
  });
});

describe('lines that are none', () => {
  it('totals of any wording are counted as such', () => {
    const { tables } = layout([
      WHOLE,
      LINE,
      ['Sous-total Nîmes', null, 12, 10],
      LINE,
      ['TOTAL GÉNÉRAL', null, 24, 20],
      [null, 'Moyenne', 12, 10],
      ['Total', 24],
    ]);
    expect(tables).toMatchObject([{ lignes: [1, 3], totaux: 4 }]);
  });

  it('a line whose code is "Ensemble" is a line', () => {
    expect(layout([WHOLE, ['S1', '03/01/2024', 12, 10, 'Ensemble']]).tables).toMatchObject([
      { lignes: [1], totaux: 0 },
    ]);
  });

  it('notes below a table are told; a line to complete is a line', () => {
    const { tables, notes } = layout([
      WHOLE,
      LINE,
      ['S2'],
      [],
      ['(*) Chiffres provisoires'],
      ['Source : registre'],
    ]);
    expect(tables).toMatchObject([{ lignes: [1, 2] }]);
    expect(notes).toEqual([4, 5]);
  });

  it('blank rows and columns change nothing', () => {
    const shifted = (row: Value[]): Value[] => [null, ...row.flatMap((value) => [value, null])];
    const { tables } = layout([[], shifted(WHOLE), [], shifted(LINE), [], shifted(LINE)]);
    expect(tables).toMatchObject([{ lignes: [3, 5], manquants: [], doubles: [] }]);
  });
});

describe('any sheet', () => {
  it('loses no row: each of several cells below the first header is a header, a line, a sum, or told', () => {
    const other: Value[] = ['Date', 'Cause'];
    const row = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<Value[]>(LINE, ['05/02/2024', 'Place'], ['x', null, 3]) },
      {
        weight: 2,
        arbitrary: fc.constantFrom<Value[]>(
          [],
          ['Total', null, 12],
          ['Titre'],
          ['Mars'],
          ['Mois', 'Nombre', 'x'],
        ),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Value[]>(WHOLE, other, [null, ...WHOLE], ['Date', 'x', 'Cause']),
      },
      {
        weight: 1,
        arbitrary: fc.array(fc.constantFrom<Value>(null, 'S1', 7, 'Date', 'Total', 'Place'), {
          maxLength: 6,
        }),
      },
    );
    const headings = new Set(['N°', 'Date', 'Cause', ...WHOLE]);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25 }), (rows) => {
        const { tables, dehors } = layout([WHOLE, ...rows]);
        const below = rows.filter((cells) => cells.filter((value) => value !== null).length > 1);
        const isHeader = (cells: Value[] = []) =>
          cells.filter((value) => headings.has(String(value))).length > 1;
        // Words right above a header are its groups.
        const headers = rows.filter(
          (cells, at) =>
            isHeader(cells) || (cells.every((value) => typeof value !== 'number') && isHeader(rows[at + 1])),
        );
        const told = dehors.reduce((sum, { nombre }) => sum + nombre, 0);
        const kept = tables.reduce((sum, { lignes, totaux }) => sum + lignes.length + totaux, 0);
        expect(kept + told + headers.length).toBeGreaterThanOrEqual(below.length);
        const lines = tables.flatMap(({ lignes }) => lignes);
        expect(new Set(lines).size).toBe(lines.length);
      }),
      { numRuns: 500 },
    );
  });
});
