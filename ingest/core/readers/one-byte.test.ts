import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeOneByte, encodeOneByte, type OneByteName } from './one-byte.ts';

const NAMES: readonly OneByteName[] = ['windows-1252', 'iso-8859-15', 'macintosh', 'cp858'];
const ALL = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('one byte, one sign', () => {
  it.each(NAMES)('reads every byte of %s as a library of encodings does', (name) => {
    const expected = iconv.decode(Buffer.from(ALL), name);
    // The library's Mac is the one before the euro.
    expect(decodeOneByte(ALL, name)).toBe(name === 'macintosh' ? expected.replace('¤', '€') : expected);
  });

  it.each(NAMES)('writes back what it read of %s', (name) => {
    const known = ALL.filter((byte) => decodeOneByte(Uint8Array.of(byte), name) !== '\uFFFD');
    expect(encodeOneByte(decodeOneByte(known, name), name)).toEqual(known);
  });

  it('gives no bytes for a text that the encoding cannot write', () => {
    expect(encodeOneByte('≤ 3 mois', 'windows-1252')).toBeUndefined();
    expect(encodeOneByte('perdu : \uFFFD', 'windows-1252')).toBeUndefined();
  });
});
