import { read } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { cellOf, csvOf, fileName, readTable } from './sheet.ts';
import { workbookOf } from './workbook-file.ts';

function tableOf(inner: string): Element {
  const { document } = parseHTML(`<!doctype html><html><body><table>${inner}</table></body></html>`);
  const table = document.querySelector('table');
  if (!table) throw new Error('no table');
  return table as unknown as Element;
}

const page = `<caption>Stages de 2024</caption>
<thead><tr><th>Antenne</th><th>Places</th><th>Présence</th></tr></thead>
<tbody>
<tr><th class="groupe" colspan="3">Stages</th></tr>
<tr><th>APEX</th><td>1 544</td><td>53,7 %<span class="precision">590 / 1 098</span></td></tr>
<tr><th class="partie">Béziers ; "centre"</th><td class="secret">secret</td><td>–</td></tr>
<tr><th>=SOMME(A1)</th><td>−3</td><td>non transmis</td></tr>
</tbody>`;

describe('a cell', () => {
  it.each([
    ['1 544', { value: 1544, percent: false }],
    ['12,5 %', { value: 12.5, percent: true }],
    ['0,3 %', { value: 0.3, percent: true }],
    ['−3', { value: -3, percent: false }],
    ['0', { value: 0, percent: false }],
    ['secret', { text: 'secret' }],
    ['–', { text: '–' }],
    ['', { text: '' }],
    ['2024-09', { text: '2024-09' }],
    ['590 / 1 098', { text: '590 / 1 098' }],
    ['environ 12', { text: 'environ 12' }],
  ])('%s is a number or stays what it says', (shown, cell) => {
    expect(cellOf(shown)).toEqual(cell);
  });
});

describe('a table that is shown', () => {
  const sheet = readTable(tableOf(page));

  it('is read with its groups, parts and finer print in columns', () => {
    expect(sheet.title).toBe('Stages de 2024');
    expect(sheet.heads).toEqual([
      'Groupe',
      'Antenne',
      'Partie',
      'Places',
      'Présence',
      'Présence (précision)',
    ]);
    expect(sheet.rows[1]).toEqual([
      { text: 'Stages' },
      { text: 'APEX' },
      { text: 'Béziers ; "centre"' },
      { text: 'secret' },
      { text: '–' },
      { text: '' },
    ]);
  });

  it('is CSV as French Excel and csv-parse read it', () => {
    const csv = csvOf(sheet);
    expect(csv.startsWith('\ufeffGroupe;Antenne;')).toBe(true);
    expect(csv.split('\r\n').length).toBe(5);
    expect(parse(csv, { delimiter: ';', bom: true, columns: true })).toEqual([
      expect.objectContaining({ Antenne: 'APEX', Places: '1544', Présence: '53,7 %' }),
      expect.objectContaining({ Partie: 'Béziers ; "centre"', Places: 'secret' }),
      expect.objectContaining({ Antenne: "'=SOMME(A1)", Places: '-3', Présence: 'non transmis' }),
    ]);
  });

  it('is a workbook whose numbers are numbers, with a sheet that says what they are', () => {
    const file = workbookOf(sheet, [
      ['Titre', 'Stages de 2024'],
      ['Publication', '2024-12-31-f1c71f00'],
    ]);
    const book = read(file, { cellNF: true });
    expect(book.SheetNames).toEqual(['Chiffres', 'À propos']);
    const figures = book.Sheets.Chiffres;
    expect(figures?.D2).toMatchObject({ t: 'n', v: 1544 });
    expect(figures?.E2).toMatchObject({ t: 'n', v: 0.537, z: '0.0%' });
    expect(figures?.D3).toMatchObject({ t: 's', v: 'secret' });
    expect(figures?.B4).toMatchObject({ t: 's', v: '=SOMME(A1)' });
    expect(book.Sheets['À propos']?.B2).toMatchObject({ v: '2024-12-31-f1c71f00' });
    expect(workbookOf(sheet, [])).toEqual(workbookOf(sheet, []));
  });

  it('is named in plain letters with the date of the data', () => {
    expect(fileName('Entrées à l’hébergement : 2024', '2024-12-31', 'csv')).toBe(
      'entrees-a-l-hebergement-2024_2024-12-31.csv',
    );
  });
});
