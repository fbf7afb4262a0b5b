import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function opened(text: string) {
  const result = read(bytes(text), 'envoi.csv');
  if (!result.ok) throw new Error(result.problemes.map((found) => found.code).join());
  return result.classeur;
}
const shown = (text: string) =>
  opened(text).feuilles[0]?.rows.map((row) => row.map((cell) => `${cell.kind} ${cell.text}`));
const told = (text: string) => opened(text).remarques.map((found) => [found.code, found.cellule]);

const HEAD = 'a;b;c\n1;2;3\n4;5;6\n7;8;9\n';

describe('a cell of a text file that cannot be trusted', () => {
  it.each([
    ['a formula in full', 'Nom;x\n=1+1;2\n', ['error #FORMULE', 'text 2'], [['FORMULE_EN_TEXTE', 'A2']]],
    [
      'a formula between quotes',
      'Nom;x\n"=1+1";2\n',
      ['error #FORMULE', 'text 2'],
      [['FORMULE_EN_TEXTE', 'A2']],
    ],
    ['a number kept from Excel', 'Nom;x\n="0034";2\n', ['text 0034', 'text 2'], []],
    [
      'a lost accent',
      'Nom;x\nB\uFFFDziers;2\n',
      ['error #CARACTÈRE PERDU', 'text 2'],
      [['CARACTERE_PERDU', 'A2']],
    ],
    [
      'a byte of nothing',
      'Nom;x\nSè\0te;2\n',
      ['error #CARACTÈRE PERDU', 'text 2'],
      [['CARACTERE_PERDU', 'A2']],
    ],
    ['an error', 'Nom;x\n#REF!;2\n', ['error #REF!', 'text 2'], []],
    [
      'a very long text',
      `Nom;x\n${'x'.repeat(40_000)};2\n`,
      ['error #TEXTE TROP LONG', 'text 2'],
      [['CELLULE_TROP_LONGUE', 'A2']],
    ],
  ])('%s', (_, text, row, problems) => {
    expect(shown(text)?.[1]).toEqual(row);
    expect(told(text)).toEqual(problems);
  });

  it('a telephone, a dash and a lower bound are no formulas', () => {
    expect(shown('Nom;x\n+33 4 00;- de 18 ans\n-;@\n')?.slice(1)).toEqual([
      ['text +33 4 00', 'text - de 18 ans'],
      ['text -', 'text @'],
    ]);
  });
});

describe('a file cut in its last line', () => {
  it('the cut cell and those that are missing are errors; the lines above stand', () => {
    expect(shown(`${HEAD}10;03/10/20`)?.at(-1)).toEqual(['text 10', 'error #COUPÉ', 'error #COUPÉ']);
    expect(told(`${HEAD}10;03/10/20`)).toEqual([['LIGNE_COUPEE', 'B5']]);
    expect(shown(`${HEAD}10;03/10/20`)?.at(-2)).toEqual(['text 7', 'text 8', 'text 9']);
  });

  it.each([
    ['a last line without a line break', `${HEAD}10;11;12`],
    ['a short line that a line break ends', `${HEAD}10;11\n`],
    ['a remark under the table', `${HEAD}Source : tableau de bord de la permanence`],
    ['lines of several widths', 'a;b\n1\n2;3;4\n5;6\n7'],
  ])('%s is not cut', (_, text) => {
    expect(told(text)).toEqual([]);
  });
});

describe('a quotation mark', () => {
  it('that nothing closes is told by its line', () => {
    expect(read(bytes(`${HEAD}"x;2;3\n4;5;6\n`), 'envoi.csv')).toMatchObject({
      problemes: [{ code: 'TEXTE_ILLISIBLE', message: expect.stringContaining('(ligne 5)') }],
    });
  });

  it('that closes two lines below swallowed them: the cell is an error, with or without a last line break', () => {
    for (const end of ['', '\n']) {
      expect(told(`${HEAD}"x;2;3\n4";5;6${end}`)).toEqual([['GUILLEMET_OUVERT', 'A5']]);
      expect(shown(`${HEAD}"x;2;3\n4";5;6${end}`)?.at(-1)?.[0]).toBe('error #GUILLEMET');
    }
  });

  it('around a remark of two lines is nothing wrong', () => {
    expect(told('a;b\n"une\nremarque";2\n')).toEqual([]);
  });
});
