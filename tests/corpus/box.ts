import { crc32, deflateRawSync } from 'node:zlib';
import * as XLSX from '@e965/xlsx';
import { zipBytes } from '../../data-samples/programme/zip.ts';

/** A zip taken apart and put together again, with a lie or a wound. */

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What this program uses of the library's box of files, which has no type of its own. */
interface Box {
  FullPaths: string[];
  FileIndex: { content: Uint8Array; name: string; type: number }[];
}
const CFB: {
  read(bytes: Uint8Array, how: { type: 'array' }): Box;
  write(box: Box, how: { type: 'array' }): Uint8Array | number[];
  utils: { cfb_new(): Box; cfb_add(box: Box, name: string, content: Uint8Array): unknown };
} = XLSX.CFB;

/** The parts of a zip, by name. */
export function partsOf(zip: Uint8Array): Map<string, Uint8Array> {
  const box = CFB.read(zip, { type: 'array' });
  return new Map(
    box.FullPaths.flatMap((path, index) => {
      const file = box.FileIndex[index];
      const nom = path.replace(/^Root Entry\//, '');
      return file && nom !== '' && !nom.endsWith('/') ? [[nom, Uint8Array.from(file.content)] as const] : [];
    }),
  );
}

export function zipOf(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipBytes([...parts].map(([nom, octets]) => ({ nom, octets })));
}

/** The zip with the text of one part changed. */
export function withPart(zip: Uint8Array, nom: string, change: (text: string) => string): Uint8Array {
  const parts = partsOf(zip);
  return zipOf(parts.set(nom, utf8(change(new TextDecoder().decode(parts.get(nom))))));
}

/** The zip with more parts, or without one. */
export function withParts(zip: Uint8Array, more: Readonly<Record<string, string>>): Uint8Array {
  const parts = partsOf(zip);
  for (const [nom, text] of Object.entries(more)) parts.set(nom, utf8(text));
  return zipOf(parts);
}
export function without(zip: Uint8Array, nom: string): Uint8Array {
  const parts = partsOf(zip);
  parts.delete(nom);
  return zipOf(parts);
}

/** A zip by the text of its parts. */
export function archive(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return zipBytes(
    Object.entries(parts).map(([nom, content]) => ({
      nom,
      octets: typeof content === 'string' ? utf8(content) : content,
    })),
  );
}

/** Where a part's own bytes are told in a zip: after its local head; and where the directory tells of it. */
function placesOf(zip: Uint8Array, nom: string): { local: number; directory: number } {
  const bytes = Buffer.from(zip);
  const name = Buffer.from(nom);
  const local = bytes.indexOf(name) - 30;
  return { local, directory: bytes.lastIndexOf(name) - 46 };
}

/** The zip with bytes of a part overwritten, its checksum left as it was. */
export function wounded(zip: Uint8Array, nom: string): Uint8Array {
  const bytes = Uint8Array.from(zip);
  const { local } = placesOf(zip, nom);
  const start = local + 30 + nom.length;
  for (let at = start + 40; at < start + 80; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
  return bytes;
}

/** The zip that says a part is encrypted. */
export function locked(zip: Uint8Array, nom: string): Uint8Array {
  const bytes = Buffer.from(zip);
  const { local, directory } = placesOf(zip, nom);
  bytes.writeUInt16LE(bytes.readUInt16LE(local + 6) | 1, local + 6);
  bytes.writeUInt16LE(bytes.readUInt16LE(directory + 8) | 1, directory + 8);
  return new Uint8Array(bytes);
}

/** The zip in which a part holds so many bytes of one kind, and says it holds `declared`. */
export function bomb(zip: Uint8Array, nom: string, bytes: number, declared = bytes): Uint8Array {
  const content = Buffer.alloc(bytes, ' ');
  const packed = deflateRawSync(content);
  const parts = [...partsOf(zip)].map(([name, octets]) =>
    name === nom
      ? { name, packed, size: declared, crc: crc32(content) }
      : { name, packed: deflateRawSync(octets), size: octets.length, crc: crc32(octets) },
  );
  return boxed(parts);
}

function boxed(parts: readonly { name: string; packed: Buffer; size: number; crc: number }[]): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, size, crc } of parts) {
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc, 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(size, 18);
    head.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return new Uint8Array(Buffer.concat([...locals, listed, Buffer.from('PK\x05\x06'), end]));
}

/** A compound file of the old Office that holds these streams. */
export function compound(streams: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const box = CFB.utils.cfb_new();
  for (const [nom, content] of Object.entries(streams)) CFB.utils.cfb_add(box, `/${nom}`, content);
  return Uint8Array.from(CFB.write(box, { type: 'array' }));
}

/** An XLS whose stream says, after its first record, that a password is asked. */
export function lockedXls(xls: Uint8Array): Uint8Array {
  const box = CFB.read(xls, { type: 'array' });
  const index = box.FullPaths.findIndex((path) => path.endsWith('/Workbook'));
  const stream = Uint8Array.from(box.FileIndex[index]?.content ?? []);
  const first = 4 + ((stream[2] ?? 0) | ((stream[3] ?? 0) << 8));
  // FilePass, XOR: the same six bytes that Excel writes.
  const asked = Uint8Array.of(0x2f, 0, 6, 0, 0, 0, 0x12, 0x34, 0x56, 0x78);
  return compound({
    Workbook: Uint8Array.from([...stream.subarray(0, first), ...asked, ...stream.subarray(first)]),
  });
}
