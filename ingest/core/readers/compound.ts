import { DAMAGED, otherFormat, PASSWORD, ReadRefusal, TRUNCATED } from './refusal.ts';

/** What a compound file of the old Office holds, once it is known to be whole. */
export interface Compound {
  macros: boolean;
}

const HEADER = 512;
const FREE = 0xffffffff;
const END_OF_CHAIN = 0xfffffffe;
const HEADER_SECTORS = 109;
const DIRECTORY_ENTRY = 128;

/**
 * Checks that a compound file (.xls, .doc, .msg, an encrypted .xlsx) is whole and is a workbook: the spreadsheet library
 * reads a cut one as a shorter one. Throws ReadRefusal.
 */
export function checkCompound(bytes: Uint8Array): Compound {
  if (bytes.length < HEADER) throw new ReadRefusal(TRUNCATED);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = view.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw new ReadRefusal(DAMAGED);
  const size = 1 << shift;
  const sectors = Math.ceil(bytes.length / size) - 1;
  const next = allocationOf(view, size, sectors);
  const names = namesOf(bytes, next, view.getUint32(48, true), size);
  const holds = (name: string) => names.includes(name);
  if (holds('EncryptedPackage') || holds('encryption')) throw new ReadRefusal(PASSWORD);
  if (holds('Workbook') || holds('Book'))
    return { macros: holds('_VBA_PROJECT_CUR') || holds('_VBA_PROJECT') };
  if (holds('WordDocument')) throw new ReadRefusal(otherFormat('c’est un document Word', COPY_TABLE));
  if (holds('PowerPoint Document'))
    throw new ReadRefusal(otherFormat('c’est une présentation PowerPoint', COPY_TABLE));
  if (names.some((name) => name.startsWith('__substg1.0')))
    throw new ReadRefusal(
      otherFormat(
        'c’est un message électronique',
        'Enregistrez la pièce jointe du message, et envoyez-la seule.',
      ),
    );
  throw new ReadRefusal(otherFormat('c’est un ancien document Office, et non un classeur'));
}

export const COPY_TABLE = 'Copiez le tableau dans un classeur et enregistrez-le au format .xlsx.';

/** For each sector, the one that follows it. A sector in use that the file does not have says that its end is missing. */
function allocationOf(view: DataView, size: number, sectors: number): Uint32Array {
  const places: number[] = [];
  for (let index = 0; index < HEADER_SECTORS; index++) places.push(view.getUint32(76 + 4 * index, true));
  const perSector = size / 4 - 1;
  let more = view.getUint32(68, true);
  for (let rest = Math.min(view.getUint32(72, true), sectors); rest > 0 && more < END_OF_CHAIN; rest--) {
    const at = (more + 1) * size;
    if (at + size > view.byteLength) throw new ReadRefusal(TRUNCATED);
    for (let index = 0; index < perSector; index++) places.push(view.getUint32(at + 4 * index, true));
    more = view.getUint32(at + size - 4, true);
  }
  const next = new Uint32Array(sectors).fill(FREE);
  let sector = 0;
  for (const place of places.filter((one) => one < END_OF_CHAIN)) {
    const at = (place + 1) * size;
    if (at + size > view.byteLength) throw new ReadRefusal(TRUNCATED);
    for (let index = 0; index < size / 4; index++, sector++) {
      const follows = view.getUint32(at + 4 * index, true);
      if (sector < sectors) next[sector] = follows;
      else if (follows !== FREE && follows !== 0) throw new ReadRefusal(TRUNCATED);
    }
  }
  return next;
}

function namesOf(bytes: Uint8Array, next: Uint32Array, first: number, size: number): string[] {
  const names: string[] = [];
  let sector = first;
  for (let rest = next.length; rest > 0 && sector < next.length; rest--) {
    const start = (sector + 1) * size;
    for (
      let at = start;
      at + DIRECTORY_ENTRY <= Math.min(start + size, bytes.length);
      at += DIRECTORY_ENTRY
    ) {
      const length = Math.min(64, (bytes[at + 64] ?? 0) | ((bytes[at + 65] ?? 0) << 8));
      if (length > 2) names.push(new TextDecoder('utf-16le').decode(bytes.subarray(at, at + length - 2)));
    }
    sector = next[sector] ?? END_OF_CHAIN;
  }
  return names;
}
