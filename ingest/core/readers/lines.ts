import { decodeOneByte, type OneByteName } from './one-byte.ts';

/** A text and what its bytes were. */
export interface Decoded {
  texte: string;
  encodage:
    | 'utf-8'
    | 'utf-8 (avec marque)'
    | 'utf-8 (encodé deux fois)'
    | 'utf-16le'
    | 'utf-16le (avec marque)'
    | 'utf-16be'
    | 'utf-16be (avec marque)'
    | 'windows-1252'
    | 'iso-8859-15'
    | 'mac roman'
    | 'cp850'
    | 'mêlé';
  /** Lines (from 1) that are of another encoding than most, or were encoded twice: mended, and told. */
  lignes_melees: number[];
}

/** Lines of a file that is not UTF-8 as a whole, by what they are. */
export interface Lines {
  /** Numbers (from 1) of lines that hold accents in good UTF-8. */
  utf8: number[];
  /** Numbers of lines that are no UTF-8. */
  foreign: number[];
}

const NEW_LINE = 10;

/** Which lines are UTF-8 and which are not; lines of plain ASCII are neither. */
export function linesOf(bytes: Uint8Array): Lines {
  const lines: Lines = { utf8: [], foreign: [] };
  let number = 1;
  let accents = false;
  let good = true;
  for (let at = 0; at <= bytes.length; ) {
    const byte = bytes[at] ?? NEW_LINE;
    if (byte === NEW_LINE) {
      if (!good) lines.foreign.push(number);
      else if (accents) lines.utf8.push(number);
      number++;
      accents = false;
      good = true;
      at++;
    } else if (byte < 0x80) at++;
    else {
      const length = sequenceAt(bytes, at);
      accents = true;
      good &&= length > 0;
      at += Math.max(1, length);
    }
  }
  return lines;
}

/** Bytes of the UTF-8 sequence that begins here, 0 when none does. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

type OneByte = 'windows-1252' | 'iso-8859-15' | 'mac roman' | 'cp850';
/** In the order in which they are believed when the bytes do not tell. */
const ONE_BYTE: readonly (readonly [OneByte, OneByteName])[] = [
  ['windows-1252', 'windows-1252'],
  ['iso-8859-15', 'iso-8859-15'],
  ['mac roman', 'macintosh'],
  ['cp850', 'cp858'],
];

/** Decodes a file of one-byte encoding, or one of whose lines some are UTF-8 and some are not. */
export function decodeLines(bytes: Uint8Array, lines: Lines, marked: boolean): Decoded {
  const [encodage, name] = likeliest(bytes, lines);
  if (lines.utf8.length === 0 && !marked)
    return { texte: decodeOneByte(bytes, name), encodage, lignes_melees: [] };
  const foreign = new Set(lines.foreign);
  const texts: string[] = [];
  let number = 1;
  for (let from = 0; from <= bytes.length; number++) {
    const next = bytes.indexOf(NEW_LINE, from);
    const line = bytes.subarray(from, next < 0 ? bytes.length : next);
    texts.push(
      foreign.has(number)
        ? decodeOneByte(line, name)
        : new TextDecoder('utf-8', { ignoreBOM: true }).decode(line),
    );
    from = next < 0 ? bytes.length + 1 : next + 1;
  }
  const fewer = lines.foreign.length <= lines.utf8.length || marked ? lines.foreign : lines.utf8;
  return { texte: texts.join('\n'), encodage: 'mêlé', lignes_melees: fewer };
}

/** Small letters, the more usual in French the more they weigh: "ö" and "ü" are of other languages' names. */
const SMALL: ReadonlyMap<string, number> = new Map(
  Object.entries({ é: 4, èàêç: 3, ëâôîïûùœ: 2.5, öüÿæ: 1 }).flatMap(([letters, weight]) =>
    [...letters].map((letter) => [letter, weight] as const),
  ),
);
const CAPITALS = 'ÉÈÊËÀÂÇÔÖÎÏÛÙÜŒŸÆ';
const SIGNS = '’‘“”«»–—…°²³§·•\u00A0\u202F';
const OTHER_LETTERS = 'áíóúñãõåäßìòýÁÍÓÚÑÃÕÅÄÌÒÝøØšžŠŽ';
/** Enough accents to know an encoding by. */
const WITNESSES = 20_000;

/** The encoding under which most of the bytes above 127 are French, each where it stands. */
function likeliest(bytes: Uint8Array, { foreign }: Lines): readonly [OneByte, OneByteName] {
  const letters = ONE_BYTE.map(([, name]) =>
    decodeOneByte(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      name,
    ),
  );
  const scores = ONE_BYTE.map(() => 0);
  const wanted = new Set(foreign);
  let number = 1;
  let seen = 0;
  for (let at = 0; at < bytes.length && seen < WITNESSES; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === NEW_LINE) number++;
    if (byte < 0x80 || !wanted.has(number)) continue;
    seen++;
    for (const [index, table] of letters.entries()) {
      const sign = (place: number) => table[bytes[place] ?? 32] ?? ' ';
      scores[index] = (scores[index] ?? 0) + likeliness(sign(at), sign(at - 1), sign(at + 1));
    }
  }
  const best = scores.indexOf(Math.max(...scores));
  return ONE_BYTE[best] ?? ['windows-1252', 'windows-1252'];
}

/** How well a sign stands in a French text, between its neighbours. */
function likeliness(sign: string, before: string, after: string): number {
  const small = /\p{Ll}/u;
  const letter = /\p{L}/u;
  const weight = SMALL.get(sign);
  if (weight !== undefined) return letter.test(before) || letter.test(after) ? weight : sign === 'à' ? 2 : -1;
  if (CAPITALS.includes(sign)) return small.test(before) ? -2 : letter.test(after) ? 2 : 0;
  if (sign === '’') return letter.test(before) && letter.test(after) ? 3 : 0;
  if (sign === '€') return /[\d\s]/.test(before) ? 3 : 1;
  if ('½¼¾'.includes(sign)) return letter.test(before) || letter.test(after) ? -2 : 1;
  if (SIGNS.includes(sign)) return 1;
  if (OTHER_LETTERS.includes(sign)) return small.test(sign) === small.test(before) ? 0.5 : -1;
  return -2;
}
