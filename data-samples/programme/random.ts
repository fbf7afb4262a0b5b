import { SampleError } from './sample-error.ts';

/** A seeded source of chance. The same seed and the same calls give the same values, on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  integer(bound: number): number;
  /** An index drawn in proportion to its weight; weights are ≥ 0 and at least one is > 0. */
  weighted(weights: readonly number[]): number;
  /** One of the items, all equally likely; at least one must be given. */
  pick<T>(items: readonly T[]): T;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent source under a name, so that a longer step does not shift the draws of the next one. */
  fork(label: string): Random;
}

/** Four 32-bit words out of a text, spread by multiplications (the well-known xmur3 mix). */
function words(text: string): [number, number, number, number] {
  let hash = 1779033703 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  const word = (): number => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    hash ^= hash >>> 16;
    return hash >>> 0;
  };
  return [word(), word(), word(), word()];
}

/** Integer arithmetic only (sfc32), so that no platform's floating point can change a draw. */
function stream(seed: string): () => number {
  let [a, b, c, d] = words(seed);
  const draw = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) draw();
  return draw;
}

/** A seeded source of chance; `seed` is any number or text. */
export function seededRandom(seed: number | string): Random {
  const next = stream(String(seed));
  const integer = (bound: number): number => Math.floor(next() * bound);

  const pick = <T>(items: readonly T[]): T => {
    const [item] = items.slice(integer(items.length));
    if (item === undefined) {
      throw new SampleError('tirage_vide', 'A draw was asked from an empty list.', 'Give at least one item.');
    }
    return item;
  };

  const weighted = (weights: readonly number[]): number => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0)) {
      throw new SampleError(
        'tirage_vide',
        'A draw was asked where every weight is zero.',
        'Allow one choice.',
      );
    }
    let left = next() * total;
    let last = 0;
    for (const [index, weight] of weights.entries()) {
      if (weight <= 0) continue;
      last = index;
      left -= weight;
      if (left < 0) return index;
    }
    return last;
  };

  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, rank: next() }))
      .sort((left, right) => left.rank - right.rank)
      .map(({ item }) => item);

  return {
    next,
    integer,
    weighted,
    pick,
    shuffle,
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
}
