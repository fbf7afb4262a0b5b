import fc from 'fast-check';
import { allocate } from '../budget/allocate.ts';
import type { Allocation, Enveloppe } from '../budget/allocation.ts';
import { type Fraction, fromText, sum } from '../budget/fraction.ts';
import type { Inputs, Mesure } from '../budget/inputs.ts';
import type { Antenne, Borne, Parameters } from '../budget/parameters.ts';
import { BudgetError } from '../budget/problem.ts';
import { activityOnly } from '../budget/round-fixture.ts';

/** How many cases a property of the budget tries: a few hundred, thousands in `npm run test:long`. */
export const RUNS = { numRuns: Number(process.env.CPCA_PROPERTY_RUNS ?? 300) };

const DEPARTEMENTS = ['11', '30', '34', '48', '66'];

export interface Round {
  readonly inputs: Inputs;
  readonly parameters: Parameters;
}

export function mesure(
  entree: string,
  owner: { antenne?: string; departement?: string },
  valeur: number,
): Mesure {
  return {
    entree,
    antenne: owner.antenne ?? null,
    departement: owner.departement ?? null,
    valeur,
    statut: 'publie',
    mot: '',
    formule: '',
    provenance: 'declare',
    source: '',
  };
}

export const antennes: fc.Arbitrary<Antenne[]> = fc
  .array(fc.constantFrom(...DEPARTEMENTS), { minLength: 1, maxLength: 9 })
  .map((list) =>
    list.map((departement, index) => ({ code: `A${index}`, nom: `Antenne ${index}`, departement })),
  );

/** Three weights with two decimals whose sum is exactly 100. */
const weights = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([a, b]) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    return { activite: low / 100, developpement: (high - low) / 100, harmonisation: (10_000 - high) / 100 };
  });

const bound: fc.Arbitrary<Borne | null> = fc.oneof(
  fc.constant(null),
  fc.record({ montant_centimes: fc.integer({ min: 0, max: 400_000 }), part_n1: fc.constant(null) }),
  fc.record({ montant_centimes: fc.constant(null), part_n1: fc.integer({ min: 0, max: 200 }) }),
);

function figures(list: readonly Antenne[]): fc.Arbitrary<Mesure[]> {
  const each = list.map(({ code }) =>
    fc
      .tuple(fc.nat(2000), fc.nat(5_000_000))
      .map(([count, cents]) => [
        mesure('personnes_accompagnees', { antenne: code }, count),
        mesure('montant_n1', { antenne: code }, cents / 100),
      ]),
  );
  const territories = DEPARTEMENTS.map((departement) =>
    fc
      .tuple(fc.nat(7), fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 2_000_000 }))
      .map(([actions, victims, people]) => [
        mesure('actions_en_place', { departement }, actions),
        mesure('victimes_enregistrees', { departement }, victims),
        mesure('population', { departement }, people),
      ]),
  );
  return fc.tuple(fc.tuple(...each), fc.tuple(...territories)).map((groups) => groups.flat(2));
}

function projects(list: readonly Antenne[]): fc.Arbitrary<Inputs['projets']> {
  const code = fc.constantFrom(...list.map((antenne) => antenne.code));
  const notes = fc.uniqueArray(
    fc.record({ antenne: code, note: fc.integer({ min: 0, max: 10 }).map((n) => n / 2) }),
    {
      selector: ({ antenne }) => antenne,
      minLength: 1,
    },
  );
  return fc
    .array(fc.record({ antenne: code, eligible_centimes: fc.nat(3_000_000), notes }), { maxLength: 6 })
    .map((found) => {
      const judged = found.filter((project) =>
        project.notes.some((note) => note.antenne !== project.antenne),
      );
      return judged.map((project, index) => ({ ...project, code: `p${index}`, intitule: '', source: '' }));
    });
}

/** Any round that the rules admit; `over` fixes what a property is about. */
export function rounds(
  over: (list: readonly Antenne[]) => Partial<Parameters> = () => ({}),
): fc.Arbitrary<Round> {
  return antennes.chain((list) => {
    const rules = fc.record({
      total_centimes: fc.integer({ min: 500_000, max: 100_000_000 }),
      poids: weights,
      coordination: fc.record({ montant_centimes: fc.nat(100_000), part: fc.integer({ min: 0, max: 40 }) }),
      socle: fc.record({ montant_centimes: fc.nat(50_000), part: fc.integer({ min: 0, max: 30 }) }),
      plancher: bound,
      plafond: bound,
      alpha: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
      sans_declaration: fc.constantFrom('parts_egales' as const, 'activite' as const, 'reserve' as const),
      excedent: fc.constantFrom('repartir' as const, 'reserve' as const),
      mix: fc.integer({ min: 0, max: 100 }),
    });
    return fc.tuple(rules, figures(list), projects(list)).map(([rule, mesures, projets]) => {
      const base = activityOnly(list);
      const { alpha, sans_declaration, excedent, mix, ...plain } = rule;
      const parameters: Parameters = {
        ...base,
        ...plain,
        developpement: { ...base.developpement, excedent },
        harmonisation: {
          comblements: 'declares',
          actions_reference: 7,
          lectures: [
            { lecture: 'actions_en_place', poids: mix, cible: 7 },
            { lecture: 'personnes_pour_100_victimes', poids: 100 - mix, cible: 40 },
          ],
          besoin: { mesure: 'population', alpha },
          sans_declaration,
        },
        ...over(list),
      };
      return { parameters, inputs: { annee: 2024, mesures, projets, comblements: [] } };
    });
  });
}

/** Without coordination, base, floor or cap. */
export const plain = () => ({
  coordination: { montant_centimes: 0, part: 0 },
  socle: { montant_centimes: 0, part: 0 },
  plancher: null,
  plafond: null,
});

/** Splits, or skips a round whose parameters contradict themselves (a floor above its cap). */
export function split({ inputs, parameters }: Round): Allocation {
  try {
    return allocate(inputs, parameters);
  } catch (error) {
    fc.pre(!(error instanceof BudgetError && error.kind === 'parametres'));
    throw error;
  }
}

export function lineOf({ lignes }: Allocation, code: string): number {
  return lignes.find((ligne) => ligne.code === code)?.montant_centimes ?? Number.NaN;
}

export function stepOf({ lignes }: Allocation, code: string, nom: Enveloppe['nom']): Fraction {
  const line = lignes.find((ligne) => ligne.code === code);
  return sum(
    (line?.etapes ?? []).filter(({ nature }) => nature === nom).map(({ montant }) => fromText(montant.exact)),
  );
}

export function withFigure(
  { inputs, parameters }: Round,
  entree: string,
  owner: string,
  change: (valeur: number) => number,
): Round {
  const mesures = inputs.mesures.map((one) =>
    one.entree === entree && (one.antenne ?? one.departement) === owner
      ? { ...one, valeur: change(one.valeur ?? 0) }
      : one,
  );
  return { parameters, inputs: { ...inputs, mesures } };
}
