import * as XLSX from '@e965/xlsx';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { Sheet } from '../workbook.ts';
import { separatorOf } from './csv.ts';
import { read } from './read.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function opened(content: Uint8Array, name = 'f.csv') {
  const result = read(content, name);
  if (!result.ok) throw new Error(result.problemes.map((found) => found.message).join());
  return result.classeur;
}

const values = (sheet: Sheet | undefined) => sheet?.rows.map((row) => row.map((cell) => cell.value));

describe('read a CSV', () => {
  const text = 'Équipe;Libellé « œuvre » à 5 €\r\nLa Clède;1,5\r\n';
  it.each([
    ['utf-8', bytes(text)],
    ['utf-8 (avec marque)', bytes(`\uFEFF${text}`)],
    ['windows-1252', new Uint8Array(iconv.encode(text, 'windows-1252'))],
    ['iso-8859-15', new Uint8Array(iconv.encode(text.replace('« œuvre »', 'œuvre'), 'iso-8859-15'))],
    ['mac roman', new Uint8Array(iconv.encode(text.replace('€', '¤'), 'macintosh'))],
    ['cp850', new Uint8Array(iconv.encode(text.replace('œ', 'oe').replace('œ', 'oe'), 'cp858'))],
    ['utf-16le (avec marque)', new Uint8Array(iconv.encode(text, 'utf-16le', { addBOM: true }))],
    ['utf-16be (avec marque)', new Uint8Array(iconv.encode(text, 'utf-16be', { addBOM: true }))],
    ['utf-16le', new Uint8Array(iconv.encode(text, 'utf-16le'))],
    ['utf-16be', new Uint8Array(iconv.encode(text, 'utf-16be', { addBOM: false }))],
  ])('in %s, accents and euro sign whole', (encodage, content) => {
    const workbook = opened(content);
    expect(workbook.encodage).toBe(encodage);
    expect(values(workbook.feuilles[0])).toEqual([
      ['Équipe', expect.stringMatching(/^Libellé (« œuvre »|œuvre|« oeuvre ») à 5 €$/)],
      ['La Clède', '1,5'],
    ]);
  });

  it.each([
    ['a;b\n1,5;2\n', ';'],
    ['a,b\n1,2\n', ','],
    ['a\tb\n1\t2\n', '\t'],
    ['titre seul, avec une virgule\na;b\n1;2\n', ';'],
  ])('finds the separator of %j', (content, separator) => {
    expect(separatorOf(content)).toBe(separator);
  });
});

describe('read a workbook', () => {
  function book(rows: unknown[][], date1904 = false): Uint8Array {
    const made = XLSX.utils.book_new();
    XLSX.utils.book_append_sheet(made, XLSX.utils.aoa_to_sheet(rows), 'Feuille');
    made.Workbook = { ...made.Workbook, WBProps: { date1904 } };
    return new Uint8Array(XLSX.write(made, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
  }

  it('keeps numbers, texts and blanks apart', () => {
    expect(values(opened(book([['Total', 12, null, 0.5]]), 'f.xlsx').feuilles[0])).toEqual([
      ['Total', 12, null, 0.5],
    ]);
  });

  it.each([
    [false, 45_292],
    [true, 45_292 - 1462],
  ])('reads the day 1 January 2024 whatever its calendar (1904: %s)', (date1904, serial) => {
    const rows = [[{ t: 'n', v: serial, z: 'dd/mm/yyyy' }]];
    expect(values(opened(book(rows, date1904), 'f.xlsx').feuilles[0])).toEqual([['2024-01-01']]);
  });

  it('sees a percent format', () => {
    expect(opened(book([[{ t: 'n', v: 0.63, z: '0%' }]]), 'f.xlsx').feuilles[0]?.rows[0]?.[0]).toMatchObject({
      percent: true,
      text: '63%',
    });
  });
});

describe('a file that is no table', () => {
  it.each([
    ['empty', new Uint8Array(), 'FICHIER_VIDE'],
    ['blank', bytes(' ; \n;;\n'), 'SANS_TABLEAU'],
    ['a PDF', bytes('%PDF-1.7\n…'), 'FORMAT_INCONNU'],
    ['an image', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 0]), 'FORMAT_INCONNU'],
    ['a broken zip', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 1]), 'FICHIER_TRONQUE'],
  ])('%s gives one message with a mend', (_, content, code) => {
    const result = read(content, 'envoi.xlsx');
    expect(result).toMatchObject({ ok: false, problemes: [{ code, fichier: 'envoi.xlsx', feuille: null }] });
    if (!result.ok) expect(result.problemes[0]?.remede).not.toBe('');
  });
});
