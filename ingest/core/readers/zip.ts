import { inflate } from './inflate.ts';
import { LIMITS } from './limits.ts';
import { DAMAGED, otherFormat, PASSWORD, ReadRefusal, TRUNCATED, tooMuch } from './refusal.ts';

/** One part of a zip, as its central directory states it. */
export interface ZipEntry {
  nom: string;
  methode: number;
  crc: number;
  compresse: number;
  taille: number;
  position: number;
  chiffre: boolean;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const ZIP64_END = 0x06064b50;
const ZIP64_LOCATOR = 0x07064b50;
const END_SIZE = 22;
const LONGEST_REMARK = 65_535;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const UNKNOWN_32 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** The parts of a zip, from its central directory. Throws ReadRefusal for one that is cut, damaged or too large. */
export function directoryOf(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { nombre, position } = endOf(view);
  if (nombre > LIMITS.entries)
    throw new ReadRefusal(
      tooMuch(
        'il contient trop de parties pour un classeur',
        'Ouvrez-le dans Excel et enregistrez-le de nouveau au format .xlsx.',
      ),
    );
  const entries: ZipEntry[] = [];
  for (let at = position, rest = nombre; rest > 0; rest--) {
    if (at + ENTRY_SIZE > bytes.length || view.getUint32(at, true) !== ENTRY) throw new ReadRefusal(DAMAGED);
    const [name, extra, remark] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const nameEnd = at + ENTRY_SIZE + (name ?? 0);
    const extraEnd = nameEnd + (extra ?? 0);
    if (extraEnd > bytes.length) throw new ReadRefusal(DAMAGED);
    entries.push({
      nom: new TextDecoder().decode(bytes.subarray(at + ENTRY_SIZE, nameEnd)),
      methode: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizesOf(view, at, nameEnd, extraEnd),
      chiffre: (view.getUint16(at + 8, true) & 1) === 1,
    });
    at = extraEnd + (remark ?? 0);
  }
  if (new Set(entries.map((entry) => entry.nom)).size < entries.length) throw new ReadRefusal(DAMAGED);
  return entries;
}

function endOf(view: DataView): { nombre: number; position: number } {
  const last = view.byteLength - END_SIZE;
  const first = Math.max(0, last - LONGEST_REMARK);
  let at = last;
  while (at >= first && view.getUint32(at, true) !== END) at--;
  if (at < first) throw new ReadRefusal(TRUNCATED);
  const nombre = view.getUint16(at + 10, true);
  const position = view.getUint32(at + 16, true);
  if (nombre !== 0xffff && position !== UNKNOWN_32) return { nombre, position };
  const locator = at - 20;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR) return { nombre, position };
  const end = Number(view.getBigUint64(locator + 8, true));
  if (end + 56 > view.byteLength || view.getUint32(end, true) !== ZIP64_END) throw new ReadRefusal(DAMAGED);
  return {
    nombre: Number(view.getBigUint64(end + 32, true)),
    position: Number(view.getBigUint64(end + 48, true)),
  };
}

/** Sizes and place of an entry; those too large for 32 bits stand in its extra field, in this order. */
function sizesOf(
  view: DataView,
  at: number,
  extra: number,
  extraEnd: number,
): Pick<ZipEntry, 'taille' | 'compresse' | 'position'> {
  const sizes = {
    taille: view.getUint32(at + 24, true),
    compresse: view.getUint32(at + 20, true),
    position: view.getUint32(at + 42, true),
  };
  for (let field = extra; field + 4 <= extraEnd; ) {
    const id = view.getUint16(field, true);
    const end = field + 4 + view.getUint16(field + 2, true);
    if (id === 1 && end <= extraEnd) {
      let value = field + 4;
      for (const key of ['taille', 'compresse', 'position'] as const) {
        if (sizes[key] !== UNKNOWN_32 || value + 8 > end) continue;
        sizes[key] = Number(view.getBigUint64(value, true));
        value += 8;
      }
    }
    field = end;
  }
  return sizes;
}

/** Refuses a zip whose parts to read would take too much memory: by the sizes it declares, and their ratio. */
export function refuseBomb(entries: readonly ZipEntry[]): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.taille, 0);
  const packed = entries.reduce((sum, entry) => sum + entry.compresse, 0);
  const remede =
    'Si le classeur est le vôtre : supprimez les lignes et les colonnes vides sous les tableaux et à leur droite, enregistrez et renvoyez-le.';
  if (unpacked > LIMITS.unpacked)
    throw new ReadRefusal(
      tooMuch(
        `une fois décompressé, il pèserait ${Math.ceil(unpacked / 1_000_000)} Mo (au plus ${LIMITS.unpacked / 1_000_000} Mo)`,
        remede,
      ),
    );
  if (unpacked > LIMITS.ratioFrom && unpacked > packed * LIMITS.ratio)
    throw new ReadRefusal(
      tooMuch(`décompressé, il grossirait de ${Math.floor(unpacked / packed)} fois`, remede),
    );
}

/**
 * The bytes of one part, never more than it declares. Throws ReadRefusal when they are encrypted, cut or damaged, or
 * when the declared size is not the real one.
 */
export function contentOf(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  if (entry.chiffre) throw new ReadRefusal(PASSWORD);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { position, compresse, taille, methode } = entry;
  if (position + LOCAL_SIZE > bytes.length || view.getUint32(position, true) !== LOCAL)
    throw new ReadRefusal(DAMAGED);
  const start =
    position + LOCAL_SIZE + view.getUint16(position + 26, true) + view.getUint16(position + 28, true);
  if (start + compresse > bytes.length) throw new ReadRefusal(TRUNCATED);
  const packed = bytes.subarray(start, start + compresse);
  if (methode !== STORED && methode !== DEFLATED)
    throw new ReadRefusal(otherFormat('son contenu est compressé d’une manière inhabituelle'));
  const content = methode === STORED ? packed : inflate(packed, taille);
  if (content?.length !== taille || crc32(content) !== entry.crc) throw new ReadRefusal(DAMAGED);
  return content;
}

const TABLES = crcTables();

function crcTables(): Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  const tables = [first];
  for (let index = 1; index < 4; index++) {
    const before = tables[index - 1] ?? first;
    tables.push(before.map((value) => (value >>> 8) ^ (first[value & 255] ?? 0)));
  }
  return tables;
}

/** The checksum that a zip states of each part (CRC-32), four bytes at a time. */
export function crc32(bytes: Uint8Array): number {
  const [one, two, three, four] = TABLES;
  if (!one || !two || !three || !four) return 0;
  let crc = -1;
  let at = 0;
  for (const whole = bytes.length - 3; at < whole; at += 4) {
    crc ^=
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    crc =
      (four[crc & 255] ?? 0) ^
      (three[(crc >>> 8) & 255] ?? 0) ^
      (two[(crc >>> 16) & 255] ?? 0) ^
      (one[crc >>> 24] ?? 0);
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (one[(crc ^ (bytes[at] ?? 0)) & 255] ?? 0);
  return (crc ^ -1) >>> 0;
}

/** A zip of these parts, not compressed: what the spreadsheet library is given once each part has been checked. */
export function storedZip(parts: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const named = parts.map(([nom, content]) => ({ nom: new TextEncoder().encode(nom), content }));
  const local = named.reduce((sum, { nom, content }) => sum + LOCAL_SIZE + nom.length + content.length, 0);
  const central = named.reduce((sum, { nom }) => sum + ENTRY_SIZE + nom.length, 0);
  const bytes = new Uint8Array(local + central + END_SIZE);
  const view = new DataView(bytes.buffer);
  let at = 0;
  let directory = local;
  for (const { nom, content } of named) {
    const stated = [crc32(new Uint8Array()), content.length, content.length] as const;
    view.setUint32(directory, ENTRY, true);
    view.setUint32(at, LOCAL, true);
    for (const [index, value] of stated.entries()) {
      view.setUint32(directory + 16 + 4 * index, value, true);
      view.setUint32(at + 14 + 4 * index, value, true);
    }
    view.setUint16(directory + 28, nom.length, true);
    view.setUint32(directory + 42, at, true);
    view.setUint16(at + 26, nom.length, true);
    bytes.set(nom, directory + ENTRY_SIZE);
    bytes.set(nom, at + LOCAL_SIZE);
    bytes.set(content, at + LOCAL_SIZE + nom.length);
    directory += ENTRY_SIZE + nom.length;
    at += LOCAL_SIZE + nom.length + content.length;
  }
  view.setUint32(directory, END, true);
  view.setUint16(directory + 8, named.length, true);
  view.setUint16(directory + 10, named.length, true);
  view.setUint32(directory + 12, central, true);
  view.setUint32(directory + 16, local, true);
  return bytes;
}
