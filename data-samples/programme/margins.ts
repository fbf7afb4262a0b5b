import { at } from './list.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';

/**
 * Splits `total` over shares in proportion to `weights`: whole numbers, largest remainders first,
 * ties to the first share. The sum is always `total`.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  if (!(sum > 0)) {
    throw new SampleError(
      'poids_nuls',
      `Nothing to share ${total} by: every weight is zero.`,
      'Give a weight.',
    );
  }
  const exact = weights.map((weight) => (total * weight) / sum);
  const shares = exact.map(Math.floor);
  const missing = total - shares.reduce((left, right) => left + right, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index)
    .slice(0, missing);
  for (const { index } of byRemainder) shares[index] = at(shares, index) + 1;
  return shares;
}

/**
 * A random split of `total` over cells, each between its two bounds. One unit is placed at a time, a cell's
 * chance being the room it has left: the same law as drawing places without putting back.
 */
export function split(
  total: number,
  bounds: readonly { min: number; max: number }[],
  random: Random,
): number[] {
  const cells = bounds.map(({ min }) => min);
  const least = cells.reduce((left, right) => left + right, 0);
  const most = bounds.reduce((sum, { max }) => sum + max, 0);
  if (total < least || total > most || bounds.some(({ min, max }) => min > max)) {
    throw new SampleError(
      'partage_impossible',
      `${total} cannot be split over cells that hold between ${least} and ${most}.`,
      'Check the two tables these bounds come from against each other.',
    );
  }
  for (let placed = least; placed < total; placed++) {
    const cell = random.weighted(bounds.map(({ max }, index) => max - at(cells, index)));
    cells[cell] = at(cells, cell) + 1;
  }
  return cells;
}

/** What `assign` must respect. */
export interface Assignment {
  /** What is being assigned, in words, for the error message. */
  name: string;
  items: number;
  /** How many items each category takes. When they sum to `items` every quota is met exactly. */
  quotas: readonly number[];
  /** How well an item suits a category; 0 forbids it. */
  weight(item: number, category: number): number;
}

/** Sweeps of the exchange chain: an item is offered about this many exchanges. */
const SWEEPS = 60;

/** A path of categories from `start` to one with room, each step moving one item along; null when there is none. */
function freeingPath(
  task: Assignment,
  weights: readonly (readonly number[])[],
  members: readonly Set<number>[],
  starts: readonly number[],
): { moves: { item: number; from: number; to: number }[]; first: number } | { reached: number[] } {
  const cameBy = new Map<number, { item: number; from: number } | null>(
    starts.map((category): [number, null] => [category, null]),
  );
  const queue = [...starts];
  for (const category of queue) {
    if (at(members, category).size < at(task.quotas, category)) {
      const moves: { item: number; from: number; to: number }[] = [];
      let to = category;
      for (let step = cameBy.get(to); step; step = cameBy.get(to)) {
        moves.push({ item: step.item, from: step.from, to });
        to = step.from;
      }
      return { moves, first: to };
    }
    for (const item of at(members, category)) {
      for (let next = 0; next < task.quotas.length; next++) {
        if (cameBy.has(next) || at(at(weights, item), next) <= 0) continue;
        cameBy.set(next, { item, from: category });
        queue.push(next);
      }
    }
  }
  return { reached: queue };
}

/** Places every item, moving placed ones along where a quota is full: an exact matching, or a proof there is none. */
function placeAll(task: Assignment, weights: readonly (readonly number[])[], random: Random): number[] {
  const members = task.quotas.map(() => new Set<number>());
  const room = (category: number): number => at(task.quotas, category) - at(members, category).size;
  for (const item of random.shuffle(Array.from({ length: task.items }, (_, index) => index))) {
    const own = at(weights, item);
    const open = own.map((weight, category) => weight * room(category));
    if (open.some((weight) => weight > 0)) {
      at(members, random.weighted(open)).add(item);
      continue;
    }
    const starts = own.flatMap((weight, category) => (weight > 0 ? [category] : []));
    const path = freeingPath(task, weights, members, random.shuffle(starts));
    if ('reached' in path) {
      const places = path.reached.reduce((sum, category) => sum + at(task.quotas, category), 0);
      throw new SampleError(
        'marges_incompatibles',
        `${task.name}: categories ${path.reached.join(', ')} have ${places} places, and more items that fit nowhere else.`,
        'Change the quotas of these categories, or what may go with them.',
      );
    }
    for (const { item: moved, from, to } of path.moves) {
      at(members, from).delete(moved);
      at(members, to).add(moved);
    }
    at(members, path.first).add(item);
  }
  const choice = new Array<number>(task.items).fill(0);
  members.forEach((items, category) => {
    for (const item of items) choice[item] = category;
  });
  return choice;
}

/**
 * Gives each item one category so that quotas hold exactly and no forbidden pair is used. First an exact
 * matching by augmenting paths; then a chain of exchanges between two items, each accepted in the ratio of the
 * weights, which leaves the quotas as they are and makes likely pairs frequent. Throws `SampleError`
 * (`marges_incompatibles`) when no assignment exists.
 */
export function assign(task: Assignment, random: Random): number[] {
  const weights = Array.from({ length: task.items }, (_, item) =>
    task.quotas.map((_quota, category) => task.weight(item, category)),
  );
  const choice = placeAll(task, weights, random);
  const weightOf = (item: number, category: number): number => at(at(weights, item), category);
  for (let offer = 0; offer < task.items * SWEEPS; offer++) {
    const left = random.integer(task.items);
    const right = random.integer(task.items);
    const from = at(choice, left);
    const to = at(choice, right);
    if (from === to) continue;
    const now = weightOf(left, from) * weightOf(right, to);
    const after = weightOf(left, to) * weightOf(right, from);
    if (after > 0 && random.next() * now < after) {
      choice[left] = to;
      choice[right] = from;
    }
  }
  return choice;
}
