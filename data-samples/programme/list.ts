import { SampleError } from './sample-error.ts';

/** The item at a rank; throws `SampleError` (`rang_absent`) where there is none, which is an error of this program. */
export function at<Item>(items: readonly Item[], rank: number): Item {
  const item = items[rank];
  if (item === undefined) {
    throw new SampleError(
      'rang_absent',
      `No item ${rank} in a list of ${items.length}.`,
      'Report it with the seed and the targets file: the program asked for what it never made.',
    );
  }
  return item;
}

/** The ranks of the items that satisfy a condition. */
export function ranksOf<Item>(items: readonly Item[], keep: (item: Item) => boolean): number[] {
  return items.flatMap((item, rank) => (keep(item) ? [rank] : []));
}

/** Joins two lists record by record; both have the same length. */
export function beside<Left extends object, Right extends object>(
  left: readonly Left[],
  right: readonly Right[],
): (Left & Right)[] {
  return left.map((item, rank) => ({ ...item, ...at(right, rank) }));
}
