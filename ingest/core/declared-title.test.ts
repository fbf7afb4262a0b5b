import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeclaredContract, declaredContractSchema } from './contract.ts';
import { shownTitles, titlesFound } from './declared-title.ts';
import { foldLabel, titleVariants } from './text.ts';
import { textCell, type Workbook } from './workbook.ts';

const ANNEE = 2024;

function contract(titres: string[]): DeclaredContract {
  const colonnes = { entrees: [{ etiquettes: ['Total'] }] };
  return declaredContractSchema.parse({
    ...{ genre: 'annuel', source: 'essai', libelle: 'Essai', antenne: 'ESSAI', mentions: ['essai'] },
    tableaux: titres.map((titre, index) => ({ nom: `t${index}`, titres: [titre], colonnes })),
  });
}

function workbook(rows: string[][]): Workbook {
  const cells = rows.map((row) => row.map(textCell));
  return { fichier: 'f.csv', format: 'csv', feuilles: [{ nom: 'f', cachee: false, rows: cells }] };
}

const TITLES = [
  'Orientations {n}',
  'Orientations {n-1} suivies sur {n}',
  'Âge des # personnes accueillies',
  'Fiche d’identité',
  'Cœur de l’accueil (SPIP)',
  'CJSE',
];
/** As hands write them, in 2024, and what is no title. */
const WRITTEN = [
  ...['Orientations 2024', 'Tableau 3 : ORIENTATIONS 2024', 'b) orientations 2023 suivies sur 2024'],
  ...[
    'ÂGE DES 1 544 PERSONNES ACCUEILLIES *',
    "2. Fiche d'identité",
    'coeur de l’accueil ( SPIP ) :',
    'cjse',
  ],
  ...['Orientations 2019', 'CJSE-éviction', 'Fictif-Agate', 'VV24-0001', '', 'Total', '12', 'Fiche'],
];

describe('titles that a workbook shows', () => {
  it('are those of the contract, however they are numbered, marked and dated', () => {
    const shown = shownTitles(workbook(WRITTEN.map((text) => [text])), [contract(TITLES)], ANNEE);
    expect([...shown].sort()).toEqual(TITLES.map(foldLabel).sort());
  });

  it('stand in one of the first two filled cells', () => {
    const rows = [
      ['', 'x', '', 'CJSE'],
      ['x', 'y', 'Orientations 2024'],
    ];
    expect(titlesFound(shownTitles(workbook(rows), [contract(TITLES)], ANNEE), contract(TITLES))).toBe(1);
  });

  it('are as many as without a quick look, one contract or several', () => {
    const text = fc.oneof(fc.constantFrom(...WRITTEN), fc.string({ unit: 'grapheme', maxLength: 20 }));
    const titres = fc.uniqueArray(fc.oneof(fc.constantFrom(...TITLES), fc.constant('{n}')), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 4 })), titres, titres, (rows, one, other) => {
        const book = workbook(rows);
        const shown = shownTitles(book, [contract(one), contract(other)], ANNEE);
        const read = rows.flatMap((row) =>
          row
            .filter((cell) => cell.trim() !== '')
            .slice(0, 2)
            .flatMap((cell) => titleVariants(cell, ANNEE)),
        );
        for (const wanted of [one, other]) {
          const plain = new Set(wanted.map(foldLabel).filter((title) => read.includes(title)));
          expect(titlesFound(shown, contract(wanted))).toBe(plain.size);
        }
      }),
    );
  });
});
