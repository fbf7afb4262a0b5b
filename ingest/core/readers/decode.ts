import iconv from 'iconv-lite';

export interface Decoded {
  texte: string;
  encodage: 'utf-8' | 'utf-8 (avec marque)' | 'utf-16' | 'windows-1252';
}

/**
 * The text of a file whose encoding nobody stated: a byte order mark decides, else strict UTF-8, else Windows-1252
 * (what Excel in French writes as "CSV"). The choice is told, since a wrong one shows only in the accents.
 */
export function decode(bytes: Uint8Array): Decoded {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    return { texte: new TextDecoder('utf-8').decode(bytes.subarray(3)), encodage: 'utf-8 (avec marque)' };
  }
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    const name = first === 0xff ? 'utf-16le' : 'utf-16be';
    return { texte: iconv.decode(bytes.subarray(2), name), encodage: 'utf-16' };
  }
  try {
    return { texte: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encodage: 'utf-8' };
  } catch (error) {
    // Node's own windows-1252 maps the bytes 0x80-0x9F wrongly, so not TextDecoder here.
    if (error instanceof TypeError)
      return { texte: iconv.decode(bytes, 'windows-1252'), encodage: 'windows-1252' };
    throw error;
  }
}
