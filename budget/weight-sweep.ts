import { splitByActivity } from './activity.ts';
import { firstCharges } from './allocate.ts';
import type { NomEnveloppe } from './allocation.ts';
import { type Bounds, boundsOf, holdBounds } from './bounds.ts';
import { splitByCoverage } from './coverage.ts';
import { splitByDevelopment } from './development.ts';
import { add, type Fraction, fraction, fromNumber, fromText, multiply, ONE, sum, ZERO } from './fraction.ts';
import { type Gathered, gather } from './gather.ts';
import type { Inputs } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { roundToTotal } from './rounding.ts';

export type Poids = Parameters['poids'];

const ENVELOPES = ['activite', 'developpement', 'harmonisation'] as const;

/** Weights are told to the hundredth of a percent. */
const WHOLE = 10_000;

/**
 * `count` weights or a few more, spread evenly over all the weights whose sum is 100: a triangular grid, always the
 * same for the same count. Envelopes not in `over` keep a weight of 0.
 */
export function weightGrid(count: number, over: readonly NomEnveloppe[] = ENVELOPES): Poids[] {
  const used = ENVELOPES.filter((nom) => over.includes(nom));
  let side = 0;
  while (gridSize(used.length, side) < count && used.length > 1) side += 1;
  const cut = (step: number) => (side === 0 ? WHOLE : Math.round((WHOLE * step) / side));
  const grid: Poids[] = [];
  for (let first = 0; first <= side; first += 1) {
    for (let second = first; second <= side; second += 1) {
      if (used.length < 3 && second < side) continue;
      const cuts = [cut(first), cut(second) - cut(first), WHOLE - cut(second)];
      grid.push(weightsOf(used.length === 1 ? [WHOLE] : cuts, used));
    }
  }
  return grid;
}

function gridSize(envelopes: number, side: number): number {
  return envelopes === 3 ? ((side + 1) * (side + 2)) / 2 : side + 1;
}

function weightsOf(hundredths: readonly number[], used: readonly NomEnveloppe[]): Poids {
  const weight = (nom: NomEnveloppe) => (hundredths[used.indexOf(nom)] ?? 0) / 100;
  return {
    activite: weight('activite'),
    developpement: weight('developpement'),
    harmonisation: weight('harmonisation'),
  };
}

/** The weights with that of `nom` set to `percent`, the others keeping their proportion to each other. */
export function withWeight(poids: Poids, nom: NomEnveloppe, percent: number): Poids {
  const others = ENVELOPES.filter((other) => other !== nom);
  const [first = 0, second = 0] = others.map((other) => Math.round(poids[other] * 100));
  const own = Math.round(percent * 100);
  const rest = WHOLE - own;
  const share = first + second === 0 ? 0.5 : first / (first + second);
  const one = Math.round(rest * share);
  return weightsOf([own, one, rest - one], [nom, ...others]);
}

/**
 * Splits one round under many weights: what does not depend on the weights is computed once. Gives for each line the
 * cents that `allocate` gives. Envelopes whose inputs lack are left out, and `enveloppes` names those that stand.
 */
export class WeightSplitter {
  readonly enveloppes: readonly NomEnveloppe[];
  /** Codes of the antennes, in the order of the cents. */
  readonly codes: readonly string[];
  private readonly parameters: Parameters;
  private readonly gathered: Gathered;
  private readonly coordination: Fraction;
  private readonly bases: readonly Fraction[];
  private readonly rest: Fraction;
  private readonly bounds: readonly Bounds[] | null;
  private readonly activity: Shares;
  private readonly coverage: Shares;

  /** Throws BudgetError when not even the parameters' own weights can be split. */
  constructor(inputs: Inputs, parameters: Parameters) {
    this.enveloppes = ENVELOPES.filter(
      (nom) => parameters.poids[nom] > 0 || canSplit(inputs, { ...parameters, poids: only(nom) }),
    );
    const asked = (nom: NomEnveloppe) => (this.enveloppes.includes(nom) ? 1 : 0);
    const poids = {
      activite: asked('activite'),
      developpement: asked('developpement'),
      harmonisation: asked('harmonisation'),
    };
    this.parameters = { ...parameters, poids };
    this.gathered = gather(inputs, this.parameters);
    this.codes = this.gathered.antennes.map(({ code }) => code);
    const charges = firstCharges(this.gathered, parameters);
    this.coordination = fromText(charges.coordination.montant.exact);
    this.bases = this.codes.map((_, index) => fromText(charges.bases[index]?.etape.montant.exact ?? '0'));
    this.rest = fromText(charges.rest.exact);
    const { plancher, plafond } = parameters;
    this.bounds =
      plancher === null && plafond === null
        ? null
        : this.codes.map((code) => boundsOf(plancher, plafond, this.gathered.precedents.get(code)));
    this.activity = this.enveloppes.includes('activite') ? this.activityShares() : this.nothing();
    this.coverage = this.enveloppes.includes('harmonisation') ? this.coverageShares() : this.nothing();
  }

  /** Cents of the antennes by code, then of the coordination and of the reserve. */
  split(poids: Poids): bigint[] {
    const amount = (nom: NomEnveloppe) =>
      multiply(this.rest, multiply(fromNumber(poids[nom]), fraction(1n, 100n)));
    const shares: [Fraction, Shares][] = [
      [amount('activite'), this.activity],
      [amount('harmonisation'), this.coverage],
    ];
    if (poids.developpement > 0) shares.push([ONE, this.development(amount('developpement'))]);
    const drawn = shares.filter(([envelope]) => envelope.n > 0n);
    const lines = this.bases.map((base, index) =>
      drawn.reduce(
        (line, [envelope, { lines: parts }]) => add(line, multiply(envelope, parts[index] ?? ZERO)),
        base,
      ),
    );
    const reserve = sum(drawn.map(([envelope, { held }]) => multiply(envelope, held)));
    return this.round(lines, reserve);
  }

  private round(lines: readonly Fraction[], reserve: Fraction): bigint[] {
    const held = this.bounds === null ? null : holdBounds(lines, this.bounds, reserve);
    const order = [
      ...(held?.amounts ?? lines),
      this.coordination,
      held === null ? reserve : add(reserve, held.reserve),
    ];
    return roundToTotal(order, BigInt(this.parameters.total_centimes));
  }

  private nothing(): Shares {
    return { lines: this.codes.map(() => ZERO), held: ZERO };
  }

  private activityShares(): Shares {
    const { given, held } = splitByActivity(ONE, this.gathered);
    return { lines: given.map(({ montant }) => montant), held: sum(held.map(({ montant }) => montant)) };
  }

  private coverageShares(): Shares {
    const { territoires, held } = splitByCoverage(ONE, this.gathered, this.parameters.harmonisation);
    const given = territoires.flatMap((territory) => territory.given);
    const kept = [...held, ...territoires.flatMap((territory) => territory.held)];
    return {
      lines: this.codes.map((code) =>
        sum(given.filter((one) => one.code === code).map(({ montant }) => montant)),
      ),
      held: sum(kept.map(({ montant }) => montant)),
    };
  }

  /** Amounts, not shares: what a project asks does not grow with the envelope when the excess is kept. */
  private development(envelope: Fraction): Shares {
    const { given, held } = splitByDevelopment(envelope, this.gathered, this.parameters.developpement);
    return { lines: given.map(({ montant }) => montant), held: sum(held.map(({ montant }) => montant)) };
  }
}

/** What each antenne has of an envelope, and what the reserve has. */
interface Shares {
  readonly lines: readonly Fraction[];
  readonly held: Fraction;
}

function only(nom: NomEnveloppe): Poids {
  return { activite: 0, developpement: 0, harmonisation: 0, [nom]: 100 };
}

function canSplit(inputs: Inputs, parameters: Parameters): boolean {
  try {
    const gathered = gather(inputs, parameters);
    if (parameters.poids.developpement > 0) splitByDevelopment(ONE, gathered, parameters.developpement);
    return true;
  } catch (error) {
    if (error instanceof BudgetError) return false;
    throw error;
  }
}

/** What each line goes through over many splits. */
export interface Balayage {
  readonly scenarios: number;
  /** The envelopes over which the weights vary. */
  readonly enveloppes: readonly NomEnveloppe[];
  readonly lignes: readonly {
    readonly code: string;
    readonly min_centimes: number;
    readonly q05_centimes: number;
    readonly mediane_centimes: number;
    readonly q95_centimes: number;
    readonly max_centimes: number;
    /** In how many scenarios the antenne stands at each rank, the first first; equals share a rank. */
    readonly rangs: readonly number[];
  }[];
}

/** Splits a round under some `count` weights spread over all possible ones. */
export function sweepWeights(inputs: Inputs, parameters: Parameters, count: number): Balayage {
  const splitter = new WeightSplitter(inputs, parameters);
  const grid = weightGrid(count, splitter.enveloppes);
  const amounts = splitter.codes.map(() => new Array<number>(grid.length));
  const ranks = splitter.codes.map(() => splitter.codes.map(() => 0));
  for (const [scenario, poids] of grid.entries()) {
    const cents = splitter.split(poids).slice(0, splitter.codes.length).map(Number);
    const sorted = [...cents].sort((a, b) => b - a);
    for (const [index, value] of cents.entries()) {
      const line = amounts[index];
      const counts = ranks[index];
      if (line === undefined || counts === undefined) continue;
      line[scenario] = value;
      const rank = sorted.indexOf(value);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
  }
  return {
    scenarios: grid.length,
    enveloppes: splitter.enveloppes,
    lignes: splitter.codes.map((code, index) => {
      const sorted = (amounts[index] ?? []).sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
      return {
        code,
        min_centimes: at(0),
        q05_centimes: at(0.05),
        mediane_centimes: at(0.5),
        q95_centimes: at(0.95),
        max_centimes: at(1),
        rangs: ranks[index] ?? [],
      };
    }),
  };
}
