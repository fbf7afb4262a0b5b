import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from '../../ingest/core/readers/decode.ts';
import { SampleError } from './sample-error.ts';
import { dayText, type Encodage, textBytes } from './texte.ts';

const lines = [
  ['Présence', 'Participation (€)', null],
  ['à l’hôtel ; 2 nuits', 12.5, 'dit « oui »'],
  ['a "b"', 3, 'c\nd'],
];
const CODECS: [Encodage, string, number[]][] = [
  ['utf-8', 'utf8', [0x50]],
  ['utf-8 avec marque', 'utf8', [0xef, 0xbb, 0xbf]],
  ['windows-1252', 'win1252', [0x50]],
  ['utf-16le avec marque', 'utf-16le', [0xff, 0xfe]],
  ['utf-16be avec marque', 'utf-16be', [0xfe, 0xff]],
];

describe('textBytes', () => {
  it.each(CODECS)('writes the same text in %s', (encodage, codec, first) => {
    const bytes = textBytes(lines, { separateur: ';', encodage, fin: '\r\n' });
    expect([...bytes.subarray(0, first.length)]).toEqual(first);
    expect(iconv.decode(Buffer.from(bytes), codec)).toBe(
      'Présence;Participation (€);\r\n"à l’hôtel ; 2 nuits";12,5;dit « oui »\r\n"a ""b""";3;"c\nd"\r\n',
    );
  });

  it('writes the euro sign and the oe of ISO-8859-15 where Latin-9 has them', () => {
    const bytes = textBytes([['cœur €']], { separateur: ',', encodage: 'iso-8859-15', fin: '\n' });
    expect([...bytes]).toEqual([0x63, 0xbd, 0x75, 0x72, 0x20, 0xa4, 0x0a]);
  });

  it('leaves a semicolon alone between tabs, and takes a decimal point when told', () => {
    const bytes = textBytes([['a;b', 1.5]], {
      separateur: '\t',
      encodage: 'utf-8',
      fin: '\n',
      decimale: '.',
    });
    expect(decode(bytes).texte).toBe('a;b\t1.5\n');
  });

  it('refuses a sign that the encoding lacks rather than write a question mark', () => {
    const write = () => textBytes([['l’été']], { separateur: ';', encodage: 'iso-8859-15', fin: '\n' });
    expect(write).toThrow(SampleError);
    expect(write).toThrow('« ’ » cannot be written in iso-8859-15.');
  });
});

describe('dayText', () => {
  it('writes a day as hands do', () => {
    const day = '2024-08-01';
    expect([
      dayText(day, 'jj/mm/aaaa'),
      dayText(day, 'j/m/aa'),
      dayText(day, 'jj-mm-aaaa'),
      dayText(day, 'j mois aaaa'),
      dayText(day, 'mois aaaa'),
    ]).toEqual(['01/08/2024', '1/8/24', '01-08-2024', '1er août 2024', 'août 2024']);
  });
});
