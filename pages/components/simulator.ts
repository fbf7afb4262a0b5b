import { allocate } from '#budget/allocate.ts';
import type { Allocation } from '#budget/allocation.ts';
import { type InputRow, type Inputs, inputsFromRows } from '#budget/inputs.ts';
import { parseParameters } from '#budget/parse-parameters.ts';
import { BudgetError } from '#budget/problem.ts';
import { LECTURES, type Lecture } from '#budget/words.ts';

/** A parameters document as its file writes it: amounts in euros, keys of `budget/parse-parameters.ts`. */
export type ParametersDocument = Readonly<Record<string, unknown>>;

/** Names of the scenarios that stand beside each other. */
export const SCENARIOS = ['A', 'B', 'C'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

/** What the page shows: one to three scenarios, the one being changed, and the reader's own line. */
export interface SimulatorState {
  readonly scenarios: readonly ParametersDocument[];
  readonly active: number;
  /** Code of a line of the split; empty for none. */
  readonly line: string;
}

export type Outcome =
  | { readonly problems: null; readonly allocation: Allocation }
  | { readonly problems: readonly { readonly message: string; readonly remede: string }[] };

/** What a reader may change, each written whole in the address when it differs from the file that the site has. */
const ADJUSTABLE = [
  'nom',
  'total',
  'poids',
  'coordination',
  'socle',
  'plancher',
  'plafond',
  'activite',
  'developpement',
  'harmonisation',
  'imputations',
] as const;

/** The three envelopes, in the order of the report. */
export const ENVELOPES = ['activite', 'developpement', 'harmonisation'] as const;
export type Envelope = (typeof ENVELOPES)[number];

/** The split of a scenario, or why there is none, in French. */
export function outcomeOf(document: ParametersDocument, rows: readonly InputRow[], year: number): Outcome {
  try {
    const parameters = parseParameters(document);
    return { problems: null, allocation: allocate(inputsFromRows(rows, { annee: year }), parameters) };
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return { problems: error.problemes.map(({ message, remede }) => ({ message, remede })) };
  }
}

/** Splits of one year's inputs, each scenario's computed once: a move of one leaves the others as they are. */
export class SplitMemory {
  readonly #rows: readonly InputRow[];
  readonly #year: number;
  readonly #known = new WeakMap<ParametersDocument, Outcome>();

  constructor(rows: readonly InputRow[], year: number) {
    this.#rows = rows;
    this.#year = year;
  }

  of(document: ParametersDocument): Outcome {
    const known = this.#known.get(document) ?? outcomeOf(document, this.#rows, this.#year);
    this.#known.set(document, known);
    return known;
  }
}

/** The value at a path such as `harmonisation.besoin.alpha`; undefined where there is none. */
export function valueAt(document: ParametersDocument, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);
}

/** The same document with another value at a path. */
export function withValue(document: ParametersDocument, path: string, value: unknown): ParametersDocument {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...document, [key]: value };
  const inner = document[key];
  return { ...document, [key]: withValue(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

/**
 * Shares that stay 100 together: the one that is moved takes `value` (whole, 0 to 100), the others give or take in
 * proportion of what they had, to the whole percent (largest remainder, the earlier first).
 */
export function movedShares<Key extends string>(
  shares: Readonly<Record<Key, number>>,
  moved: NoInfer<Key>,
  value: number,
): Record<Key, number> {
  const kept = Math.max(0, Math.min(100, Math.round(value)));
  const others = (Object.keys(shares) as Key[]).filter((key) => key !== moved);
  const left = 100 - kept;
  const before = others.reduce((sum, key) => sum + shares[key], 0);
  const exact = others.map((key) => (before > 0 ? (left * shares[key]) / before : left / others.length));
  const whole = exact.map(Math.floor);
  const missing = left - whole.reduce((sum, one) => sum + one, 0);
  const order = exact
    .map((one, at) => ({ at, rest: one - Math.floor(one) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at);
  for (const { at } of order.slice(0, missing)) whole[at] = (whole[at] ?? 0) + 1;
  const next: Record<Key, number> = { ...shares };
  next[moved] = kept;
  for (const [at, key] of others.entries()) next[key] = whole[at] ?? 0;
  return next;
}

/** Weights of the three envelopes in a document; 0 for what is not a number. */
export function weightsOf(document: ParametersDocument): Record<Envelope, number> {
  return Object.fromEntries(ENVELOPES.map((key) => [key, numberAt(document, `poids.${key}`)])) as Record<
    Envelope,
    number
  >;
}

/** One reading of coverage as a document writes it. */
export interface Reading {
  readonly lecture: Lecture;
  readonly poids: number;
  readonly cible: number;
}

/** The three readings of coverage: those of the document, the others with weight 0 and a target to start from. */
export function readingsOf(
  document: ParametersDocument,
  targets: Readonly<Record<Lecture, number>>,
): Reading[] {
  const written = valueAt(document, 'harmonisation.lectures');
  const listed = Array.isArray(written) ? written.filter(isObject) : [];
  return (Object.keys(LECTURES) as Lecture[]).map((lecture) => {
    const found = listed.find((one) => one.lecture === lecture);
    return {
      lecture,
      poids: typeof found?.poids === 'number' ? found.poids : 0,
      cible: typeof found?.cible === 'number' ? found.cible : targets[lecture],
    };
  });
}

/** The document with these readings; those without weight are left out. */
export function withReadings(document: ParametersDocument, readings: readonly Reading[]): ParametersDocument {
  return withValue(
    document,
    'harmonisation.lectures',
    readings.filter(({ poids }) => poids > 0).map((one) => ({ ...one })),
  );
}

/**
 * A target to start from, for each reading of coverage: the reference actions, and the highest level that any territory
 * reaches (to the next whole number), so that a scenario says who lacks against the best served.
 */
export function startingTargets(document: ParametersDocument, inputs: Inputs): Record<Lecture, number> {
  const sums = new Map<string, Map<string, number>>();
  for (const { entree, departement, valeur } of inputs.mesures) {
    if (departement === null || valeur === null) continue;
    const territory = sums.get(departement) ?? new Map<string, number>();
    sums.set(departement, territory.set(entree, (territory.get(entree) ?? 0) + valeur));
  }
  const best = (per: number, measure: string): number => {
    const levels = [...sums.values()].map((one) => {
      const whole = one.get(measure) ?? 0;
      return whole > 0 ? ((one.get('personnes_accompagnees') ?? 0) * per) / whole : 0;
    });
    return Math.max(1, Math.ceil(Math.max(0, ...levels)));
  };
  return {
    actions_en_place: Math.max(1, numberAt(document, 'harmonisation.actions_reference')),
    personnes_pour_100_victimes: best(100, 'victimes_enregistrees'),
    personnes_pour_10000_habitants: best(10_000, 'population'),
  };
}

/**
 * The state as the part of an address after `#`, so that a link opens the same page: what differs from the site's file,
 * by scenario, then the active one and the reader's line. Nothing of it is sent to a server.
 */
export function addressOf(state: SimulatorState, base: ParametersDocument): string {
  const parts = new URLSearchParams();
  for (const [at, document] of state.scenarios.entries()) {
    const name = SCENARIOS[at] ?? '';
    // A scenario equal to the site's file is named too, so that it is there again.
    if (at > 0) parts.append('scenario', name);
    for (const key of ADJUSTABLE) {
      if (!same(document[key], base[key]))
        parts.append(`${name}.${key}`, JSON.stringify(document[key] ?? null));
    }
  }
  if (state.active > 0) parts.append('actif', SCENARIOS[state.active] ?? '');
  if (state.line !== '') parts.append('ligne', state.line);
  return parts.toString();
}

/** The state that an address tells; what it cannot mean is left as the site's file has it. */
export function stateFrom(address: string, base: ParametersDocument): SimulatorState {
  const parts = new URLSearchParams(address.replace(/^#/, ''));
  const count = SCENARIOS.filter((name, at) => at === 0 || parts.getAll('scenario').includes(name)).length;
  const scenarios = SCENARIOS.slice(0, count).map((name) => {
    let document = base;
    for (const key of ADJUSTABLE) {
      const value = jsonOf(parts.get(`${name}.${key}`));
      if (value !== undefined) document = { ...document, [key]: value };
    }
    return document;
  });
  const active = ([...SCENARIOS] as string[]).indexOf(parts.get('actif') ?? '');
  return {
    scenarios,
    active: active >= 0 && active < scenarios.length ? active : 0,
    line: parts.get('ligne') ?? '',
  };
}

/** A value of the unit in use that an antenne does not give, or that is imputed: the reader may impute it. */
export interface Imputable {
  readonly antenne: string;
  readonly nom: string;
  readonly entree: string;
  /** What is imputed so far, in the document or in the release; null when nothing is. */
  readonly valeur: number | null;
}

/** What may be imputed in a document, antenne by antenne. */
export function imputables(document: ParametersDocument, inputs: Inputs): Imputable[] {
  const entree = String(valueAt(document, 'activite.unite') ?? '');
  const antennes = valueAt(document, 'antennes');
  return (Array.isArray(antennes) ? antennes.filter(isObject) : []).flatMap((one) => {
    const antenne = String(one.code);
    const given = inputs.mesures.find((mesure) => mesure.entree === entree && mesure.antenne === antenne);
    if (given?.valeur != null && given.provenance !== 'imputation') return [];
    const named = imputationsOf(document).find(
      (other) => other.antenne === antenne && other.entree === entree,
    );
    const valeur = typeof named?.valeur === 'number' ? named.valeur : (given?.valeur ?? null);
    return [{ antenne, nom: String(one.nom), entree, valeur }];
  });
}

/** The document with a value imputed by name; null takes the imputation away. */
export function withImputation(
  document: ParametersDocument,
  { antenne, entree }: Pick<Imputable, 'antenne' | 'entree'>,
  valeur: number | null,
): ParametersDocument {
  const others = imputationsOf(document).filter((one) => one.antenne !== antenne || one.entree !== entree);
  const named = {
    ...{ antenne, entree, valeur, nom: 'Essai du simulateur' },
    motif: 'Valeur essayée dans le simulateur ; l’antenne ne la donne pas.',
  };
  const all = valeur === null ? others : [...others, named];
  const { imputations: _, ...rest } = document;
  return all.length === 0 ? rest : { ...rest, imputations: all };
}

function imputationsOf(document: ParametersDocument): Record<string, unknown>[] {
  const written = document.imputations;
  return Array.isArray(written) ? written.filter(isObject) : [];
}

/** One line of the comparison: what each scenario gives it, in cents; null where a scenario has no split. */
export interface ComparedLine {
  readonly code: string;
  readonly nom: string;
  readonly n1: number | null;
  readonly amounts: readonly (number | null)[];
}

/** The lines of all scenarios beside each other, in the order of the split. */
export function comparedLines(outcomes: readonly Outcome[]): ComparedLine[] {
  const lines = new Map<string, { nom: string; n1: number | null; amounts: (number | null)[] }>();
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.problems !== null) continue;
    for (const { code, nom, n1_centimes: n1, montant_centimes: amount } of outcome.allocation.lignes) {
      const line = lines.get(code) ?? { nom, n1: null, amounts: outcomes.map(() => null) };
      line.n1 ??= n1;
      line.amounts[at] = amount;
      lines.set(code, line);
    }
  }
  return [...lines].map(([code, line]) => ({ code, ...line }));
}

/** The sum of a column in cents; null when a scenario has no split. */
export function totalOf(lines: readonly ComparedLine[], at: number): number | null {
  const amounts = lines.flatMap(({ amounts }) => amounts[at] ?? []);
  return amounts.length === 0 ? null : amounts.reduce((sum, one) => sum + one, 0);
}

function numberAt(document: ParametersDocument, path: string): number {
  const value = valueAt(document, path);
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function jsonOf(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
