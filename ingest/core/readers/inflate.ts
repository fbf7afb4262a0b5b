/**
 * Unpacks a raw deflate stream (RFC 1951) of a stated size. Undefined when the stream is damaged, ends early, or holds
 * more or less than stated: the spreadsheet library's own never ends on a damaged stream, and grows without limit.
 */
export function inflate(packed: Uint8Array, size: number): Uint8Array | undefined {
  return new Inflation(packed, size).run();
}

interface Codes {
  /** By the next `bits` bits: symbol × 16 + length of its code; 0 where no code is. */
  table: Uint16Array;
  bits: number;
}

const LENGTHS = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12_289, 16_385, 24_577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** The order in which a block states the lengths of the codes of its code lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;

class Inflation {
  private readonly out: Uint8Array;
  private written = 0;
  private at = 0;
  private held = 0;
  private count = 0;

  constructor(
    private readonly packed: Uint8Array,
    size: number,
  ) {
    this.out = new Uint8Array(size);
  }

  run(): Uint8Array | undefined {
    for (let last = false; !last; ) {
      last = this.take(1) === 1;
      const kind = this.take(2);
      const done =
        kind === 0
          ? this.stored()
          : kind === 1
            ? this.coded(FIXED.literals, FIXED.distances)
            : kind === 2 && this.dynamic();
      if (!done || this.overrun()) return undefined;
    }
    return this.written === this.out.length ? this.out : undefined;
  }

  private take(bits: number): number {
    while (this.count < bits) {
      this.held |= (this.packed[this.at++] ?? 0) << this.count;
      this.count += 8;
    }
    const value = this.held & ((1 << bits) - 1);
    this.held >>>= bits;
    this.count -= bits;
    return value;
  }

  /** True once more was read than there is; the bits that were made up are zeros. */
  private overrun(): boolean {
    return this.at - (this.count >> 3) > this.packed.length;
  }

  private stored(): boolean {
    this.at -= this.count >> 3;
    this.held = this.count = 0;
    const { packed, at } = this;
    const length = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8);
    const check = (packed[at + 2] ?? 0) | ((packed[at + 3] ?? 0) << 8);
    const end = at + 4 + length;
    if ((length ^ check) !== 0xffff || end > packed.length || this.written + length > this.out.length)
      return false;
    this.out.set(packed.subarray(at + 4, end), this.written);
    this.written += length;
    this.at = end;
    return true;
  }

  private dynamic(): boolean {
    const literals = this.take(5) + 257;
    const distances = this.take(5) + 1;
    const stated = this.take(4) + 4;
    const meta = new Uint8Array(19);
    for (let i = 0; i < stated; i++) meta[ORDER[i] ?? 0] = this.take(3);
    const codes = codesOf(meta);
    if (!codes || literals > 286) return false;
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.symbol(codes);
      if (symbol < 0) return false;
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === 16 && i === 0) return false;
      const value = symbol === 16 ? (lengths[i - 1] ?? 0) : 0;
      const times = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if (i + times > lengths.length) return false;
      lengths.fill(value, i, i + times);
      i += times;
    }
    const literalCodes = codesOf(lengths.subarray(0, literals));
    const distanceCodes = codesOf(lengths.subarray(literals));
    return literalCodes !== undefined && distanceCodes !== undefined
      ? this.coded(literalCodes, distanceCodes)
      : false;
  }

  /** The next symbol, -1 where no code fits. */
  private symbol({ table, bits }: Codes): number {
    while (this.count < bits) {
      this.held |= (this.packed[this.at++] ?? 0) << this.count;
      this.count += 8;
    }
    const entry = table[this.held & ((1 << bits) - 1)] ?? 0;
    const length = entry & 15;
    if (length === 0) return -1;
    this.held >>>= length;
    this.count -= length;
    return entry >>> 4;
  }

  private coded(literals: Codes, distances: Codes): boolean {
    const { out, packed } = this;
    for (;;) {
      const symbol = this.symbol(literals);
      if (symbol === END_OF_BLOCK) return true;
      if (symbol < 0 || this.at > packed.length + 8) return false;
      if (symbol < END_OF_BLOCK) {
        if (this.written >= out.length) return false;
        out[this.written++] = symbol;
        continue;
      }
      const length = (LENGTHS[symbol - 257] ?? 0) + this.take(LENGTH_BITS[symbol - 257] ?? 0);
      const code = this.symbol(distances);
      if (code < 0 || code >= DISTANCES.length) return false;
      const distance = (DISTANCES[code] ?? 0) + this.take(DISTANCE_BITS[code] ?? 0);
      if (distance > this.written || this.written + length > out.length) return false;
      if (distance >= length) {
        out.copyWithin(this.written, this.written - distance, this.written - distance + length);
        this.written += length;
      } else {
        for (const end = this.written + length; this.written < end; this.written++)
          out[this.written] = out[this.written - distance] ?? 0;
      }
    }
  }
}

/** The table of canonical codes of these lengths; undefined when they are more than the bits can tell apart. */
function codesOf(lengths: Uint8Array): Codes | undefined {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  counts[0] = 0;
  let bits = 15;
  while (bits > 1 && counts[bits] === 0) bits--;
  const next = new Uint16Array(17);
  let room = 1;
  for (let length = 1; length <= 15; length++) {
    room = room * 2 - (counts[length] ?? 0);
    if (room < 0) return undefined;
    next[length + 1] = ((next[length] ?? 0) + (counts[length] ?? 0)) << 1;
  }
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    const step = 1 << length;
    for (let index = reversed(code, length); index < table.length; index += step)
      table[index] = (symbol << 4) | length;
  }
  return { table, bits };
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit++) result |= ((code >>> bit) & 1) << (length - 1 - bit);
  return result;
}

function fixedLengths(): Uint8Array {
  const lengths = new Uint8Array(288).fill(8);
  lengths.fill(9, 144, 256);
  lengths.fill(7, 256, 280);
  return lengths;
}

const NO_CODES: Codes = { table: new Uint16Array(2), bits: 1 };
const FIXED = {
  literals: codesOf(fixedLengths()) ?? NO_CODES,
  distances: codesOf(new Uint8Array(30).fill(5)) ?? NO_CODES,
};
