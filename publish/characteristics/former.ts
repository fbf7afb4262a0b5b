/** What readers were told before of some figures, by the keys of these. */
export interface Former {
  /** Those that were not told. */
  secret: ReadonlySet<string>;
  /** Those that were, and what was told. */
  shown: ReadonlyMap<string, number>;
  /** Whether each line had its place in the release before. */
  isWhole: boolean;
}

/** No release before. */
export const NEVER: Former = { secret: new Set(), shown: new Map(), isWhole: false };
