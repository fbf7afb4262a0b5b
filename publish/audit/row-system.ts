import type { Row } from './base-cells.ts';

/** A change of some cells: places, and by how much each differs from the true table. */
export type Change = ReadonlyMap<number, number>;

/**
 * Everything that an attacker holds, as rows over the base cells. It only adds: no solver, no tolerance. The true table is
 * one of those that agree; any other is told by what it changes, so that checking one costs what it changes and nothing more.
 */
export class RowSystem {
  readonly truth: Int32Array;
  readonly rows: readonly Row[];
  /** Rows of each cell, one after another from `#starts[cell]`. */
  readonly #rowsOf: Int32Array;
  readonly #starts: Int32Array;
  readonly #signs: Int8Array;
  readonly #values: Float64Array;
  /** What the table being looked at adds to each row; all zero between two looks. */
  readonly #moved: Float64Array;
  readonly #isTouched: Uint8Array;
  /** The first cell of a change that each row counts, by its place in the change; -1 between two looks. */
  readonly #first: Int32Array;

  constructor(truth: Int32Array, rows: readonly Row[]) {
    this.truth = truth;
    this.rows = withoutTwins(rows);
    this.#starts = new Int32Array(truth.length + 1);
    for (const { plus, minus } of this.rows)
      for (const places of [plus, minus])
        for (const place of places) this.#starts[place + 1] = (this.#starts[place + 1] ?? 0) + 1;
    for (let place = 0; place < truth.length; place++)
      this.#starts[place + 1] = (this.#starts[place + 1] ?? 0) + (this.#starts[place] ?? 0);
    const total = this.#starts[truth.length] ?? 0;
    this.#rowsOf = new Int32Array(total);
    this.#signs = new Int8Array(total);
    this.#values = new Float64Array(this.rows.length);
    this.#moved = new Float64Array(this.rows.length);
    this.#isTouched = new Uint8Array(this.rows.length);
    this.#first = new Int32Array(this.rows.length).fill(-1);
    const next = this.#starts.slice();
    for (const [row, { plus, minus }] of this.rows.entries())
      for (const [places, sign] of [[plus, 1] as const, [minus, -1] as const])
        for (const place of places) {
          const at = next[place] ?? 0;
          next[place] = at + 1;
          this.#rowsOf[at] = row;
          this.#signs[at] = sign;
          this.#values[row] = (this.#values[row] ?? 0) + sign * (truth[place] ?? 0);
        }
  }

  /** Rows that the true table itself contradicts: then what is published is not what the rows say. */
  contradicted(): number[] {
    return [...this.rows.keys()].filter((row) => !this.#isWithin(row, this.#values[row] ?? 0));
  }

  /** What a row adds up to in the true table. */
  valueOf(row: number): number {
    return this.#values[row] ?? 0;
  }

  /** The table that differs from the true one by `change` agrees with everything: each row it touches, and no cell under 0. */
  agrees(change: Change): boolean {
    for (const [place, by] of change) if ((this.truth[place] ?? 0) + by < 0) return false;
    const touched: number[] = [];
    for (const [place, by] of change) {
      const end = this.#starts[place + 1] ?? 0;
      for (let at = this.#starts[place] ?? 0; at < end; at++) {
        const row = this.#rowsOf[at] ?? 0;
        if (this.#isTouched[row] === 0) touched.push(row);
        this.#isTouched[row] = 1;
        this.#moved[row] = (this.#moved[row] ?? 0) + by * (this.#signs[at] ?? 0);
      }
    }
    let agrees = true;
    for (const row of touched) {
      agrees &&= this.#isWithin(row, (this.#values[row] ?? 0) + (this.#moved[row] ?? 0));
      this.#isTouched[row] = 0;
      this.#moved[row] = 0;
    }
    return agrees;
  }

  /** Parts of a change that share no row: each agrees with everything that the whole agrees with. */
  parts(change: Change): Change[] {
    const places = [...change.keys()];
    const group = places.map((_, at) => at);
    const find = (at: number): number => {
      let root = at;
      while ((group[root] ?? root) !== root) root = group[root] ?? root;
      group[at] = root;
      return root;
    };
    const touched: number[] = [];
    for (const [at, place] of places.entries()) {
      const end = this.#starts[place + 1] ?? 0;
      for (let one = this.#starts[place] ?? 0; one < end; one++) {
        const row = this.#rowsOf[one] ?? 0;
        const other = this.#first[row] ?? -1;
        if (other >= 0) group[find(at)] = find(other);
        else {
          this.#first[row] = at;
          touched.push(row);
        }
      }
    }
    for (const row of touched) this.#first[row] = -1;
    const parts = new Map<number, Map<number, number>>();
    for (const [at, place] of places.entries()) {
      const root = find(at);
      const part = parts.get(root) ?? new Map<number, number>();
      parts.set(root, part.set(place, change.get(place) ?? 0));
    }
    return [...parts.values()];
  }

  #isWithin(row: number, value: number): boolean {
    const { lower = -Infinity, upper = Infinity } = this.rows[row] ?? {};
    return value >= lower && value <= upper;
  }
}

/** The same sum said twice is said once, in the narrowest bounds. */
function withoutTwins(rows: readonly Row[]): Row[] {
  const seen = new Map<string, Row>();
  for (const row of rows) {
    const key = `${[...row.plus].sort((a, b) => a - b).join(' ')}/${row.minus.join(' ')}`;
    const before = seen.get(key);
    seen.set(
      key,
      before === undefined
        ? row
        : { ...row, lower: Math.max(row.lower, before.lower), upper: Math.min(row.upper, before.upper) },
    );
  }
  return [...seen.values()];
}
