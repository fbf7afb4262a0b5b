/** Bytes that look like nothing, the same for a seed (a linear congruence, enough to be no format). */
export function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 16) & 0xff;
  });
}
