import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflate } from './inflate.ts';

/** Bytes with repeats at every distance, as texts have them. */
const content = fc
  .tuple(
    fc.uint8Array({ maxLength: 400 }),
    fc.integer({ min: 0, max: 60 }),
    fc.uint8Array({ maxLength: 200 }),
  )
  .map(([start, times, end]) =>
    Uint8Array.from([...Array.from({ length: times }, () => [...start]).flat(), ...end]),
  );
const how = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FIXED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
  ),
});

describe('inflate', () => {
  it('gives back what zlib packed, stored, fixed or dynamic', () => {
    fc.assert(
      fc.property(content, how, (bytes, options) => {
        expect(inflate(deflateRawSync(bytes, options), bytes.length)).toEqual(bytes);
      }),
    );
  });

  it('refuses a size that is not the real one, and never writes more than it', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 50 }), (bytes, gap) => {
        const packed = deflateRawSync(bytes);
        expect(inflate(packed, bytes.length + gap)).toBeUndefined();
        if (bytes.length >= gap) expect(inflate(packed, bytes.length - gap)).toBeUndefined();
      }),
    );
  });

  it('ends on any bytes, and on any cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 5000 }), (bytes, size) => {
        const result = inflate(bytes, size);
        expect(result === undefined || result.length === size).toBe(true);
      }),
    );
    const bytes = new TextEncoder().encode('Zorblin présent au groupe, '.repeat(200));
    const packed = deflateRawSync(bytes);
    for (let cut = 0; cut < packed.length; cut++)
      expect(inflate(packed.subarray(0, cut), bytes.length)).toBeUndefined();
  });
});
