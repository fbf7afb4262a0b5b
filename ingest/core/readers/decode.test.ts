import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from './decode.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const in1252 = (text: string) => new Uint8Array(iconv.encode(text, 'windows-1252'));
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Words as antennes write them; each holds a sign that tells encodings apart. */
const WORDS = [
  ...['Prénom', 'Né(e) le', 'Dépt de résidence', 'Orienté par', 'Précision', 'Sète', 'Béziers', 'Pézenas'],
  ...['présent', 'excusé', 'Département', 'Éviction', 'Hôtel', 'Alès', 'Nîmes', 'à jour', 'français', 'Noël'],
];

describe('the encoding is found by what the bytes say', () => {
  it.each([
    ['windows-1252', 'windows-1252'],
    ['mac roman', 'macintosh'],
    ['cp850', 'cp858'],
  ])('%s, from any three French words', (encodage, name) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(WORDS, { minLength: 3 }), (words) => {
        const text = `${words.join(';')}\n`;
        expect(decode(new Uint8Array(iconv.encode(text, name)))).toEqual({
          texte: text,
          encodage,
          lignes_melees: [],
        });
      }),
    );
  });

  it('Mac Roman where MS-DOS would give other letters', () => {
    const text = 'Nîmes;Éviction\n';
    expect(decode(new Uint8Array(iconv.encode(text, 'macintosh')))).toMatchObject({
      texte: text,
      encodage: 'mac roman',
    });
  });

  it.each([
    ['a heart', 'cœur;Œuvre\n', 'iso-8859-15'],
    ['a euro', 'Prix;5 €\n', 'iso-8859-15'],
    ['a typographic apostrophe', 'L’œuvre;5 €\n', 'windows-1252'],
  ])('%s tells ISO-8859-15 from Windows-1252', (_, text, encodage) => {
    const name = encodage === 'iso-8859-15' ? 'iso-8859-15' : 'windows-1252';
    expect(decode(new Uint8Array(iconv.encode(text, name)))).toMatchObject({ texte: text, encodage });
  });

  it('a half stays a half after a figure', () => {
    expect(decode(in1252('Durée;1½\nSète;2\n'))).toMatchObject({ texte: 'Durée;1½\nSète;2\n' });
  });
});

describe('two hands in one file', () => {
  it('lines in UTF-8 and lines in Windows-1252 are each read in their own, and told', () => {
    const mixed = join(bytes('Équipe;Sète\nBéziers;1\n'), in1252('Pézenas;2\n'), bytes('Agde;3\nNîmes;4'));
    expect(decode(mixed)).toEqual({
      texte: 'Équipe;Sète\nBéziers;1\nPézenas;2\nAgde;3\nNîmes;4',
      encodage: 'mêlé',
      lignes_melees: [3],
    });
  });

  it('a mark of UTF-8 over lines in Windows-1252', () => {
    expect(decode(join(Uint8Array.of(0xef, 0xbb, 0xbf), bytes('a;b\n'), in1252('Sète;1\n')))).toMatchObject({
      texte: 'a;b\nSète;1\n',
      encodage: 'mêlé',
    });
  });

  it('any mixture of lines comes back whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.shuffledSubarray(WORDS, { minLength: 1 }), fc.boolean()), { minLength: 1 }),
        (lines) => {
          const texts = lines.map(([words]) => `${words.join(';')}\n`);
          const encoded = lines.map(([, utf8], index) => (utf8 ? bytes : in1252)(texts[index] ?? ''));
          expect(decode(join(...encoded)).texte).toBe(texts.join(''));
        },
      ),
    );
  });
});

describe('what was spoilt before', () => {
  it('a text encoded twice is mended, and told', () => {
    const spoilt = bytes(iconv.decode(Buffer.from('Prénom;Sète\nL’Hérault;à\nrien;1\n'), 'windows-1252'));
    expect(decode(spoilt)).toEqual({
      texte: 'Prénom;Sète\nL’Hérault;à\nrien;1\n',
      encodage: 'utf-8 (encodé deux fois)',
      lignes_melees: [1, 2],
    });
  });

  it('a file cut in the middle of an accent is still UTF-8', () => {
    expect(decode(bytes('Équipe;Sète\nBé').subarray(0, -1))).toMatchObject({
      texte: 'Équipe;Sète\nB\uFFFD',
      encodage: 'utf-8',
    });
  });

  it('a text in good UTF-8 is never touched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[ÂÃâ\0]/.test(text) && !text.startsWith('\uFEFF'));
        expect(decode(bytes(text)).texte).toBe(text);
      }),
    );
  });
});
