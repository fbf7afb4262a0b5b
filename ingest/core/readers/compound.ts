import { DAMAGED, otherFormat, PASSWORD, ReadRefusal, TRUNCATED } from './refusal.ts';

/** What a compound file of the old Office holds, once it is known to be whole. */
export interface Compound {
  macros: boolean;
}

const HEADER = 512;
const END_OF_CHAIN = 0xfffffffe;
const HEADER_SECTORS = 109;
const DIRECTORY_ENTRY = 128;
const STORAGE = 1;
const STREAM = 2;
const ROOT = 5;
const SMALL_STREAM = 4096;

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
  const streams = streamsOf(bytes, next, view.getUint32(48, true), size);
  for (const stream of streams)
    if (!isWhole(stream, next, size, bytes.length)) throw new ReadRefusal(TRUNCATED);
  const names = streams.map((stream) => stream.nom);
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

/** For each sector, the one that follows it in its stream. */
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
  const next = new Uint32Array(sectors).fill(END_OF_CHAIN);
  let sector = 0;
  for (const place of places.filter((one) => one < END_OF_CHAIN)) {
    const at = (place + 1) * size;
    if (at + size > view.byteLength) throw new ReadRefusal(TRUNCATED);
    for (let index = 0; index < size / 4 && sector < sectors; index++, sector++)
      next[sector] = view.getUint32(at + 4 * index, true);
  }
  return next;
}

interface Stream {
  nom: string;
  /** The root holds the small streams. */
  racine: boolean;
  debut: number;
  taille: number;
}

function streamsOf(bytes: Uint8Array, next: Uint32Array, first: number, size: number): Stream[] {
  const streams: Stream[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sector = first;
  for (let rest = next.length; rest > 0 && sector < next.length; rest--) {
    const start = (sector + 1) * size;
    if (start + size > bytes.length) throw new ReadRefusal(TRUNCATED);
    for (let at = start; at < start + size; at += DIRECTORY_ENTRY) {
      const length = Math.min(64, view.getUint16(at + 64, true));
      const kind = view.getUint8(at + 66);
      if (length < 4 || (kind !== STREAM && kind !== ROOT && kind !== STORAGE)) continue;
      streams.push({
        nom: new TextDecoder('utf-16le').decode(bytes.subarray(at, at + length - 2)),
        racine: kind === ROOT,
        debut: view.getUint32(at + 116, true),
        taille: kind === STORAGE ? 0 : view.getUint32(at + 120, true),
      });
    }
    sector = next[sector] ?? END_OF_CHAIN;
  }
  if (streams.length === 0) throw new ReadRefusal(TRUNCATED);
  return streams;
}

/** False when a stream runs out of sectors, or of the file, before its size. Small ones stand in the root's. */
function isWhole(
  { racine, debut, taille }: Stream,
  next: Uint32Array,
  size: number,
  length: number,
): boolean {
  if (!racine && taille < SMALL_STREAM) return true;
  let sector = debut;
  for (let rest = taille; rest > 0; rest -= size) {
    if (sector >= next.length || (sector + 1) * size + Math.min(rest, size) > length) return false;
    sector = next[sector] ?? END_OF_CHAIN;
  }
  return true;
}
