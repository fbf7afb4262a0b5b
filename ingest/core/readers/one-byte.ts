/** Encodings of which every byte is a sign. */
export type OneByteName = 'windows-1252' | 'iso-8859-15' | 'macintosh' | 'cp858';

const FIRST = 0x80;
/** Stands where a byte has no sign. */
const LOST = 0xfffd;
const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

function latin1(from: number, to: number): string {
  return String.fromCharCode(...BYTES.slice(from, to));
}

/**
 * Signs of the bytes from 128, written out: what a platform calls by these names differs from one to the next (Node 20
 * reads Windows-1252 as Latin-1), and a name's accents make its pseudonym. The Mac's table is the one with the euro.
 */
const UPPER: Readonly<Record<OneByteName, string>> = {
  'windows-1252': `€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ${latin1(0xa0, 256)}`,
  'iso-8859-15': latin1(FIRST, 256).replace(/[¤¦¨´¸¼½¾]/g, (sign) =>
    'ŠšŽžŒœŸ€'.charAt('¦¨´¸¼½¾¤'.indexOf(sign)),
  ),
  macintosh:
    'ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªº\u2126æø¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uFFFDÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ',
  cp858:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0',
};

const tables = new Map<OneByteName, Uint16Array>();

/** UTF-16 unit of each byte. */
function tableOf(name: OneByteName): Uint16Array {
  const known = tables.get(name);
  if (known) return known;
  const made = Uint16Array.from(BYTES, (byte) =>
    byte < FIRST ? byte : UPPER[name].charCodeAt(byte - FIRST),
  );
  tables.set(name, made);
  return made;
}

/** The text of bytes of a one-byte encoding; U+FFFD where a byte has no sign. */
export function decodeOneByte(bytes: Uint8Array, name: OneByteName): string {
  const table = tableOf(name);
  const units = new Uint8Array(bytes.length * 2);
  for (let at = 0; at < bytes.length; at++) {
    const unit = table[bytes[at] ?? 0] ?? 0;
    units[2 * at] = unit & 0xff;
    units[2 * at + 1] = unit >> 8;
  }
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(units);
}

/** The bytes of a text in a one-byte encoding; undefined when it holds a sign that has none. */
export function encodeOneByte(text: string, name: OneByteName): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const place = unit === LOST ? -1 : UPPER[name].indexOf(text.charAt(at));
    if (unit >= FIRST && place < 0) return undefined;
    bytes[at] = unit < FIRST ? unit : FIRST + place;
  }
  return bytes;
}
