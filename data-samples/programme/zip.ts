import { crc32 } from 'node:zlib';
import * as XLSX from '@e965/xlsx';

/** One file of a box. */
export interface ZipFile {
  nom: string;
  octets: Uint8Array;
  /** Kept as it is, not compressed (what an ODS asks of its `mimetype`). */
  brut?: boolean;
}

/** The library's own compressor: written in JavaScript, so the same bytes come out of every version of Node. */
const library: { utils: { _deflateRaw(bytes: Uint8Array): Uint8Array } } = XLSX.CFB;
/** The first day that a ZIP can tell: 1 January 1980, midnight. */
const FIRST_DAY = 0x0021;

/** A ZIP of these files, in this order, that knows no clock. */
export function zipBytes(files: readonly ZipFile[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { nom, octets, brut = false } of files) {
    const name = Buffer.from(nom, 'utf8');
    const content = brut ? Buffer.from(octets) : Buffer.from(library.utils._deflateRaw(octets));
    const entry = entryHead(brut, octets, content, name.length);
    const local = Buffer.concat([signature(0x04034b50), entry, name, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), entry, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...parts, listed, signature(0x06054b50), end]));
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** What stands both before a file and in the directory: version, flags (names in UTF-8), method, day, checksum, sizes. */
function entryHead(brut: boolean, octets: Uint8Array, content: Buffer, nameLength: number): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(0x0800, 2);
  head.writeUInt16LE(brut ? 0 : 8, 4);
  head.writeUInt16LE(FIRST_DAY, 8);
  head.writeUInt32LE(crc32(octets), 10);
  head.writeUInt32LE(content.length, 14);
  head.writeUInt32LE(octets.length, 18);
  head.writeUInt16LE(nameLength, 22);
  return head;
}
