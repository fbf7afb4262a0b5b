import highsModule, { type Highs } from 'highs';

// The package's types describe its CommonJS form; as an ES module its default is the loader itself.
const load = highsModule as unknown as typeof highsModule.default;
let loaded: Promise<Highs> | undefined;

/** The solver's runtime, loaded once. */
export function solverRuntime(): Promise<Highs> {
  loaded ??= load();
  return loaded;
}
