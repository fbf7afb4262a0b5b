import { type Decoded, decodeLines, type Lines, linesOf } from './lines.ts';
import { encodeOneByte } from './one-byte.ts';

export type { Decoded } from './lines.ts';

const SAMPLE = 4096;

/**
 * The text of a file whose encoding nobody stated. A byte order mark decides, else the zeros of UTF-16, else strict
 * UTF-8, line by line where two hands wrote it, else the one-byte encoding under which the bytes are French. The choice
 * is told, since a wrong one shows only in the accents, and a name's accents make its pseudonym.
 */
export function decode(bytes: Uint8Array): Decoded {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return utf16(bytes.subarray(2), 'utf-16le', true);
  if (first === 0xfe && second === 0xff) return utf16(bytes.subarray(2), 'utf-16be', true);
  const unmarked = unmarkedUtf16(bytes);
  if (unmarked) return utf16(bytes, unmarked, false);
  const marked = first === 0xef && second === 0xbb && third === 0xbf;
  const content = marked ? bytes.subarray(3) : bytes;
  const texte = strictUtf8(content);
  if (texte !== undefined)
    return (
      twiceEncoded(texte) ?? { texte, encodage: marked ? 'utf-8 (avec marque)' : 'utf-8', lignes_melees: [] }
    );
  const lines = linesOf(content);
  if (lines.foreign.length === 0 || onlyCutAtEnd(content, lines))
    return {
      texte: new TextDecoder('utf-8').decode(content),
      encodage: marked ? 'utf-8 (avec marque)' : 'utf-8',
      lignes_melees: [],
    };
  return decodeLines(content, lines, marked);
}

function utf16(bytes: Uint8Array, name: 'utf-16le' | 'utf-16be', marked: boolean): Decoded {
  return {
    // Half a sign at the end says nothing.
    texte: new TextDecoder(name).decode(bytes.subarray(0, bytes.length - (bytes.length % 2))),
    encodage: marked ? `${name} (avec marque)` : name,
    lignes_melees: [],
  };
}

/** UTF-16 without a mark: every other byte of a Western text is zero, always on the same side. */
export function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, SAMPLE - (SAMPLE % 2));
  if (sample.length < 4) return undefined;
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2;
  if (odd > most * 0.6 && even < most * 0.05) return 'utf-16le';
  if (even > most * 0.6 && odd < most * 0.05) return 'utf-16be';
  return undefined;
}

export function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A file cut in the middle of an accent is still UTF-8. */
function onlyCutAtEnd(bytes: Uint8Array, lines: Lines): boolean {
  if (lines.utf8.length === 0 && lines.foreign.length > 1) return false;
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut++) {
    const lead = bytes[bytes.length - cut] ?? 0;
    if (lead < 0x80) return false;
    if (lead >= 0xc0)
      return strictUtf8(bytes.subarray(0, bytes.length - cut)) !== undefined && cut < sequence(lead);
  }
  return false;
}

function sequence(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/** "é" written as "Ã©": a text already in UTF-8 that was taken for Windows-1252 and encoded again. */
const TWICE = /[ÂÃ][\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00BF™˜œ“”¦]/;

function twiceEncoded(texte: string): Decoded | undefined {
  if (!TWICE.test(texte)) return undefined;
  const lignes_melees: number[] = [];
  const lines = texte.split('\n').map((line, index) => {
    if (!TWICE.test(line)) return line;
    // With a sign that Windows-1252 lacks, the line is not what it seems.
    const once = encodeOneByte(line, 'windows-1252');
    const mended = once && strictUtf8(once);
    if (mended === undefined) return line;
    lignes_melees.push(index + 1);
    return mended;
  });
  return lignes_melees.length === 0
    ? undefined
    : { texte: lines.join('\n'), encodage: 'utf-8 (encodé deux fois)', lignes_melees };
}
