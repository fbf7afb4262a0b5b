import { allocate } from './allocate.ts';
import type { Allocation } from './allocation.ts';
import { roundTable } from './controlled-rounding.ts';
import { add, type Fraction, fraction, toText, ZERO } from './fraction.ts';
import { BudgetError } from './problem.ts';
import {
  CAUSES,
  type Cause,
  type Changement,
  changesBetween,
  mix,
  type Scenario,
  settle,
} from './scenario.ts';

export { CAUSES, type Cause, type Changement, type Scenario } from './scenario.ts';

/** What one cause, or several that cannot be told apart, moves. */
export interface EffetCause {
  readonly causes: readonly Cause[];
  readonly libelle: string;
  /** Sum over all lines: 0 unless the total itself changes. */
  readonly total_centimes: number;
}

/** One line in both scenarios. The `centimes` of its parts add up to `ecart_centimes`. */
export interface LigneComparee {
  readonly code: string;
  readonly nom: string;
  readonly nature: 'coordination' | 'antenne' | 'reserve';
  /** Null where the scenario has no such line; it then counts as nothing. */
  readonly avant_centimes: number | null;
  readonly apres_centimes: number | null;
  readonly ecart_centimes: number;
  /** In the order of the comparison's causes. */
  readonly parts: readonly { readonly libelle: string; readonly exact: string; readonly centimes: number }[];
  /** Rank among the antennes by amount, 1 the largest, the same for equals; null for the other lines. */
  readonly rang_avant: number | null;
  readonly rang_apres: number | null;
}

export interface Comparison {
  readonly a: { readonly nom: string; readonly total_centimes: number };
  readonly b: { readonly nom: string; readonly total_centimes: number };
  readonly changements: readonly Changement[];
  readonly causes: readonly EffetCause[];
  readonly lignes: readonly LigneComparee[];
  /** Pairs that swapped: `devant` was behind `derriere` before. */
  readonly rangs: readonly { readonly devant: string; readonly derriere: string }[];
  /** Why causes stand together: the scenario between them that cannot be split. Null when each stands alone. */
  readonly indissociables: string | null;
}

/**
 * What changes from `a` to `b`, line by line, and how much of it each cause makes: the Shapley value of the causes,
 * the mean over all orders in which they can be changed, so that no order is preferred. The parts are whole cents
 * that add up to each line's change and, over the lines, to each cause's total. Causes that cannot be told apart,
 * since a scenario between them has no answer, are taken as one, and the answer says so.
 *
 * Throws BudgetError when one of the two scenarios cannot be split.
 */
export function compareScenarios(a: Scenario, b: Scenario): Comparison {
  const [before, after] = [allocate(a.inputs, a.parameters), allocate(b.inputs, b.parameters)];
  const changements = changesBetween(settle(a), settle(b));
  const present = (Object.keys(CAUSES) as Cause[]).filter((cause) =>
    changements.some((one) => one.cause === cause),
  );
  const splits = new MixedSplits(a, b, before, after, present);
  const { blocks, refused } = finestBlocks(present, splits);
  const codes = lineCodes(before, after);
  const effects = blocks.map((_, index) => codes.map((code) => shapley(code, index, blocks, splits)));
  const cents = roundTable(codes.map((_, line) => effects.map((effect) => effect[line] ?? ZERO)));
  const libelles = blocks.map((block) => block.map((cause) => CAUSES[cause]).join(' et '));
  return {
    a: { nom: a.nom, total_centimes: before.total_centimes },
    b: { nom: b.nom, total_centimes: after.total_centimes },
    changements,
    causes: blocks.map((causes, index) => ({
      causes,
      libelle: libelles[index] ?? '',
      total_centimes: Number(cents.reduce((all, row) => all + (row[index] ?? 0n), 0n)),
    })),
    lignes: codes.map((code, line) => {
      const parts = libelles.map((libelle, index) => ({
        libelle,
        exact: toText(effects[index]?.[line] ?? ZERO),
        centimes: Number(cents[line]?.[index] ?? 0n),
      }));
      return { ...lineOf(code, before, after), parts };
    }),
    rangs: swaps(before, after),
    indissociables: refused,
  };
}

/** Splits of the scenarios between `a` and `b`, each computed once; null where there is none. */
class MixedSplits {
  private readonly known = new Map<number, ReadonlyMap<string, bigint> | null>();
  private readonly a: Scenario;
  private readonly b: Scenario;
  /** What the first scenario without an answer lacked. */
  refusal: string | null = null;

  constructor(
    a: Scenario,
    b: Scenario,
    before: Allocation,
    after: Allocation,
    readonly present: readonly Cause[],
  ) {
    this.a = settle(a);
    this.b = settle(b);
    this.known.set(0, centsOf(before));
    this.known.set(2 ** present.length - 1, centsOf(after));
  }

  /** Cents by line when the causes of `mask` (bits over `present`) are those of `b`. */
  at(mask: number): ReadonlyMap<string, bigint> | null {
    const found = this.known.get(mask);
    if (found !== undefined) return found;
    const split = this.compute(new Set(this.present.filter((_, bit) => (mask >> bit) % 2 === 1)));
    this.known.set(mask, split);
    return split;
  }

  private compute(changed: ReadonlySet<Cause>): ReadonlyMap<string, bigint> | null {
    const { inputs, parameters } = mix(this.a, this.b, changed);
    try {
      return centsOf(allocate(inputs, parameters));
    } catch (error) {
      if (!(error instanceof BudgetError)) throw error;
      this.refusal ??= error.problemes[0]?.message ?? null;
      return null;
    }
  }

  maskOf(block: readonly Cause[]): number {
    return block.reduce((mask, cause) => mask | (1 << this.present.indexOf(cause)), 0);
  }
}

function centsOf({ lignes }: Allocation): ReadonlyMap<string, bigint> {
  return new Map(lignes.map(({ code, montant_centimes: cents }) => [code, BigInt(cents)]));
}

/** The most blocks of causes, in the causes' order, all of whose mixed scenarios have an answer. */
function finestBlocks(
  present: readonly Cause[],
  splits: MixedSplits,
): { blocks: readonly (readonly Cause[])[]; refused: string | null } {
  const candidates = partitions(present).sort((one, other) => other.length - one.length);
  for (const blocks of candidates) {
    const masks = blocks.map((block) => splits.maskOf(block));
    if (subsets(masks).some((mask) => splits.at(mask) === null)) continue;
    return { blocks, refused: blocks.length < present.length ? splits.refusal : null };
  }
  return { blocks: [], refused: null };
}

/** Every way to put a list into blocks that keep its order. */
function partitions<T>(list: readonly T[]): T[][][] {
  const last = list.at(-1);
  if (last === undefined) return [[]];
  return partitions(list.slice(0, -1)).flatMap((blocks) => [
    [...blocks, [last]],
    ...blocks.map((block, index) => blocks.map((one, at) => (at === index ? [...block, last] : one))),
  ]);
}

/** The unions of any number of `masks`. */
function subsets(masks: readonly number[]): number[] {
  const unions = [0];
  for (const mask of masks) unions.push(...unions.map((union) => union | mask));
  return unions;
}

/** The mean, over every order of the blocks, of what changing one block moves the line by. */
function shapley(
  code: string,
  index: number,
  blocks: readonly (readonly Cause[])[],
  splits: MixedSplits,
): Fraction {
  const masks = blocks.map((block) => splits.maskOf(block));
  const own = masks[index] ?? 0;
  const others = masks.filter((_, at) => at !== index);
  const value = (mask: number) => splits.at(mask)?.get(code) ?? 0n;
  return subsets(others).reduce((total, mask) => {
    const size = others.filter((one) => (mask & one) === one).length;
    const weight = fraction(factorial(size) * factorial(others.length - size), factorial(blocks.length));
    const moved = value(mask | own) - value(mask);
    return add(total, fraction(weight.n * moved, weight.d));
  }, ZERO);
}

function factorial(n: number): bigint {
  return n <= 1 ? 1n : BigInt(n) * factorial(n - 1);
}

/** Codes of all lines: the coordination, the antennes by code, the reserve. */
function lineCodes(before: Allocation, after: Allocation): string[] {
  const antennes = [before, after].flatMap(({ lignes }) =>
    lignes.filter(({ nature }) => nature === 'antenne').map(({ code }) => code),
  );
  return ['COORDINATION', ...[...new Set(antennes)].sort(), 'RESERVE'];
}

function lineOf(code: string, before: Allocation, after: Allocation): Omit<LigneComparee, 'parts'> {
  const [old, now] = [before, after].map(({ lignes }) => lignes.find((line) => line.code === code));
  const known = now ?? old;
  if (known === undefined) throw new Error(`no line ${code}`);
  return {
    code,
    nom: known.nom,
    nature: known.nature,
    avant_centimes: old?.montant_centimes ?? null,
    apres_centimes: now?.montant_centimes ?? null,
    ecart_centimes: (now?.montant_centimes ?? 0) - (old?.montant_centimes ?? 0),
    rang_avant: rankOf(code, before),
    rang_apres: rankOf(code, after),
  };
}

/** 1 for the antenne with the largest amount; those with the same amount share a rank. Null for another line. */
export function rankOf(code: string, { lignes }: Allocation): number | null {
  const antennes = lignes.filter(({ nature }) => nature === 'antenne');
  const own = antennes.find((line) => line.code === code);
  if (own === undefined) return null;
  return 1 + antennes.filter((line) => line.montant_centimes > own.montant_centimes).length;
}

function swaps(before: Allocation, after: Allocation): { devant: string; derriere: string }[] {
  const amounts = [before, after].map(
    ({ lignes }) =>
      new Map(
        lignes.filter(({ nature }) => nature === 'antenne').map((line) => [line.code, line.montant_centimes]),
      ),
  );
  const [old = new Map<string, number>(), now = new Map<string, number>()] = amounts;
  const codes = [...old.keys()].filter((code) => now.has(code)).sort();
  const lead = (map: ReadonlyMap<string, number>, one: string, other: string) =>
    (map.get(one) ?? 0) - (map.get(other) ?? 0);
  return codes.flatMap((one) =>
    codes
      .filter((other) => lead(old, one, other) < 0 && lead(now, one, other) > 0)
      .map((other) => ({ devant: one, derriere: other })),
  );
}
