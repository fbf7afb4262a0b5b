import { allocate } from '../../budget/allocate.ts';
import { divide, fromNumber, fromText, multiply, nearest, sum } from '../../budget/fraction.ts';
import type { Inputs } from '../../budget/inputs.ts';
import type { Parameters } from '../../budget/parameters.ts';
import { activityOnly, inputs, row } from '../../budget/round-fixture.ts';
import { sweepWeights } from '../../budget/weight-sweep.ts';
import { measureRedraw } from './budget-redraw.ts';
import { spread } from './pairs.ts';

/** A frame at 60 images a second. */
const FRAME_MS = 1000 / 60;
const LARGE_MS = 100;
const SWEEP = 10_000;
/** A sweep of ten times as many scenarios may take up to this many times longer: linear, with the machine's noise. */
const LINEAR_WITHIN = 15;

interface Case {
  readonly parameters: Parameters;
  readonly inputs: Inputs;
}

/** The same every time: a round of `count` antennes, two to a département, all three envelopes, a floor and a cap. */
function roundOf(count: number): Case {
  const antennes = Array.from({ length: count }, (_, index) => ({
    code: `A${String(index).padStart(4, '0')}`,
    departement: `D${String(index >> 1).padStart(4, '0')}`,
  }));
  const base = activityOnly(antennes);
  const places = [...new Set(antennes.map(({ departement }) => departement))];
  const total = 10_000_000;
  const parameters: Parameters = {
    ...base,
    total_centimes: total,
    poids: { activite: 35, developpement: 20, harmonisation: 45 },
    plancher: { montant_centimes: Math.floor(total / count / 2), part_n1: null },
    plafond: { montant_centimes: Math.ceil((total / count) * 2), part_n1: null },
  };
  const rows = [
    ...antennes.map(({ code, departement }, index) =>
      row('personnes_accompagnees', { antenne: code, departement }, 20 + ((index * 397) % 701)),
    ),
    ...places.map((departement, index) => row('actions_en_place', { departement }, index % 7)),
  ];
  return { parameters, inputs: inputs(rows) };
}

/** What any split must at least do: each count over their sum, exactly, once per envelope, rounded to the cent. */
function baseline({ parameters, inputs: { mesures } }: Case): bigint[] {
  const counts = mesures.map(({ valeur }) => fromNumber(valeur ?? 0));
  const total = sum(counts);
  return Object.values(parameters.poids).flatMap((poids) =>
    counts.map((count) =>
      nearest(multiply(multiply(fromNumber(poids), fromText('100000')), divide(count, total))),
    ),
  );
}

/** Milliseconds of one call: the median of `runs` batches long enough for the clock. */
function timeOf(call: () => unknown, runs: number, least = 20): number {
  let batch = 1;
  const batchTime = () => {
    const from = performance.now();
    for (let index = 0; index < batch; index += 1) call();
    return performance.now() - from;
  };
  while (batchTime() < least) batch *= 2;
  return spread(Array.from({ length: runs }, () => batchTime() / batch)).median;
}

/** The budget's split: 6 antennes, 200, and a sweep of weights, each beside the plainest exact split of this run. */
export async function benchBudget({
  pairs,
  tell,
}: {
  pairs: number;
  tell: (text: string) => void;
}): Promise<void> {
  const ms = (value: number) => `${value.toFixed(3)} ms`;
  const verdict = (holds: boolean) => {
    if (!holds) process.exitCode = 1;
    return holds ? 'holds' : 'DOES NOT HOLD';
  };
  for (const [count, limit, name] of [
    [6, FRAME_MS, 'one frame'],
    [200, LARGE_MS, '100 ms'],
  ] as const) {
    const round = roundOf(count);
    const split = timeOf(() => allocate(round.inputs, round.parameters), pairs);
    const plain = timeOf(() => baseline(round), pairs);
    tell(
      `budget, ${count} antennes: ${ms(split)} a split, ${(split / plain).toFixed(1)} times the plain exact shares (${ms(plain)}); under ${name}: ${verdict(split < limit)}`,
    );
  }
  const six = roundOf(6);
  const sweep = (count: number) => timeOf(() => sweepWeights(six.inputs, six.parameters, count), pairs, 0);
  const [small, large] = [sweep(SWEEP / 10), sweep(SWEEP)];
  const whole = timeOf(() => allocate(six.inputs, six.parameters), pairs);
  const plain = timeOf(() => baseline(six), pairs);
  tell(
    `budget, sweep of ${SWEEP} weights over 6 antennes: ${(large / 1000).toFixed(2)} s, ${ms(large / SWEEP)} each (a whole split ${ms(whole)}, the plain exact shares ${ms(plain)})`,
  );
  tell(
    `budget, sweep of ${SWEEP / 10}: ${(small / 1000).toFixed(2)} s; ten times as many take ${(large / small).toFixed(1)} times as long; linear: ${verdict(large / small < LINEAR_WITHIN)}`,
  );
  const redraw = await measureRedraw();
  tell(
    redraw === undefined
      ? 'budget, redraw of the simulator: not measured, since no site is built (npm start -- --no-serve)'
      : `budget, redraw of the simulator, 6 antennes: ${ms(redraw.median)} a move with split, table and layout, ${ms(redraw.max)} at most (nothing changed: ${ms(redraw.idle)}); under one frame: ${verdict(redraw.median < FRAME_MS)}`,
  );
}
