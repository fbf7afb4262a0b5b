/**
 * The one function of `@evidence-dev/sdk/usql` that the layout calls. The package ships this entry as TypeScript that
 * our strict settings refuse; `paths` in tsconfig.json points here instead.
 */

/** A value that stands for inputs which no control has set. */
export function setTrackProxy(initial: { label: string; value: string }): unknown;
