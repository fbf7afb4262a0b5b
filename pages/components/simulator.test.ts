import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { InputRow } from '../../budget/inputs.ts';
import { inputsFromRows } from '../../budget/inputs.ts';
import {
  addressOf,
  comparedLines,
  ENVELOPES,
  imputables,
  movedShares,
  outcomeOf,
  type ParametersDocument,
  readingsOf,
  SCENARIOS,
  SplitMemory,
  startingTargets,
  stateFrom,
  totalOf,
  valueAt,
  weightsOf,
  withImputation,
  withReadings,
  withValue,
} from './simulator.ts';

const base = parse(
  readFileSync(new URL('../../data-samples/budget/parametres-exemple.yml', import.meta.url), 'utf8'),
) as ParametersDocument;

const row = (entree: string, departement: string, antenne: string, valeur: number | null): InputRow => ({
  ...{ annee: 2024, entree, departement, antenne, valeur },
  ...{ statut: valeur === null ? 'non_disponible' : 'publie', mot: 'mot', formule: 'formule' },
  ...{ provenance: 'declare', source: 'fichier' },
});

const rows: InputRow[] = [
  ...[
    ['34', 'AERS', 691],
    ['34', 'VIA_VOLTAIRE', 546],
    ['66', 'APEX', 84],
    ['48', 'LA_TRAVERSE', 42],
    ['11', 'UDAF11', 23],
    ['30', 'LA_CLEDE', null],
  ].map(([departement, antenne, valeur]) =>
    row('personnes_accompagnees', String(departement), String(antenne), valeur as number | null),
  ),
  ...Object.entries({ 11: 2, 30: 3, 34: 6, 48: 2, 66: 3 }).map(([departement, valeur]) =>
    row('actions_en_place', departement, '_T', valeur),
  ),
  ...Object.entries({ 11: 1328, 30: 2556, 34: 4111, 48: 185, 66: 1677 }).map(([departement, valeur]) =>
    row('victimes_enregistrees', departement, '_T', valeur),
  ),
];
const inputs = inputsFromRows(rows, { annee: 2024 });

describe('shares that stay 100', () => {
  const shares = fc
    .array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 2 })
    .map(([a = 0, b = 0]) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      return { activite: low, developpement: high - low, harmonisation: 100 - high };
    });

  it('keeps their sum, what was moved, and no negative', () => {
    fc.assert(
      fc.property(
        shares,
        fc.constantFrom(...ENVELOPES),
        fc.integer({ min: 0, max: 100 }),
        (before, key, value) => {
          const after = movedShares(before, key, value);
          expect(Object.values(after).reduce((sum, one) => sum + one, 0)).toBe(100);
          expect(after[key]).toBe(value);
          expect(Math.min(...Object.values(after))).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('takes from the others in proportion, and equally from none', () => {
    expect(movedShares({ a: 35, b: 20, c: 45 }, 'a', 48)).toEqual({ a: 48, b: 16, c: 36 });
    expect(movedShares({ a: 100, b: 0, c: 0 }, 'a', 0)).toEqual({ a: 0, b: 50, c: 50 });
    expect(movedShares({ a: 35, b: 20, c: 45 }, 'a', 35)).toEqual({ a: 35, b: 20, c: 45 });
  });
});

describe('an address', () => {
  const weights = fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
    .map(([a, b]) => withValue(base, 'poids', { activite: a, developpement: b, harmonisation: 100 - a - b }));
  const others = fc.constantFrom(
    withValue(base, 'nom', 'Essai « à 50 % » & co'),
    withValue(base, 'activite.unite', 'orientations'),
    withValue(base, 'plancher', { montant: 1000, part_n1: null }),
    withImputation(base, { antenne: 'LA_CLEDE', entree: 'personnes_accompagnees' }, 325),
    base,
  );

  it('gives back the state that wrote it', () => {
    const states = fc.record({
      scenarios: fc.array(fc.oneof(weights, others), { minLength: 1, maxLength: SCENARIOS.length }),
      line: fc.constantFrom('', 'APEX', 'RESERVE'),
    });
    fc.assert(
      fc.property(states, fc.nat(), ({ scenarios, line }, active) => {
        const state = { scenarios, active: active % scenarios.length, line };
        expect(stateFrom(`#${addressOf(state, base)}`, base)).toEqual(state);
      }),
    );
  });

  it('is empty for the file of the site, and survives what it cannot mean', () => {
    expect(addressOf({ scenarios: [base], active: 0, line: '' }, base)).toBe('');
    expect(stateFrom('#A.poids={broken&B.nom="x"&actif=C&intrus=1', base)).toEqual({
      ...{ scenarios: [base], active: 0, line: '' },
    });
  });
});

describe('a scenario', () => {
  const imputed = withImputation(base, { antenne: 'LA_CLEDE', entree: 'personnes_accompagnees' }, 325);

  it('asks for what no antenne gives, and takes it imputed by name', () => {
    expect(imputables(base, inputs)).toEqual([
      { antenne: 'LA_CLEDE', nom: 'La Clède', entree: 'personnes_accompagnees', valeur: null },
    ]);
    const lacking = outcomeOf(base, rows, 2024);
    expect(lacking.problems?.[0]?.message).toContain('La Clède');
    const outcome = outcomeOf(imputed, rows, 2024);
    expect(outcome.problems).toBeNull();
    expect(imputables(imputed, inputs)[0]?.valeur).toBe(325);
    expect(withImputation(imputed, { antenne: 'LA_CLEDE', entree: 'personnes_accompagnees' }, null)).toEqual(
      base,
    );
  });

  it('gives the amounts of the command, to the cent', () => {
    const lines = comparedLines([outcomeOf(imputed, rows, 2024), outcomeOf(base, rows, 2024)]);
    expect(lines.map(({ code, amounts }) => [code, amounts[0]])).toEqual([
      ['COORDINATION', 0],
      ['AERS', 1_865_255],
      ['APEX', 1_452_531],
      ['LA_CLEDE', 1_945_518],
      ['LA_TRAVERSE', 1_603_459],
      ['UDAF11', 1_564_592],
      ['VIA_VOLTAIRE', 1_568_645],
      ['RESERVE', 0],
    ]);
    expect(totalOf(lines, 0)).toBe(10_000_000);
    expect(totalOf(lines, 1)).toBeNull();
  });

  it('computes each scenario once', () => {
    const splits = new SplitMemory(rows, 2024);
    expect(splits.of(imputed)).toBe(splits.of(imputed));
    expect(splits.of(imputed)).toEqual(outcomeOf(imputed, rows, 2024));
    expect(splits.of(base).problems).not.toBeNull();
  });

  it('reads coverage in several ways whose weights are 100', () => {
    const targets = startingTargets(base, inputs);
    // Hérault: 691 + 546 persons for 4 111 victims, 30.09 per 100; the one with most.
    expect(targets).toMatchObject({ actions_en_place: 7, personnes_pour_100_victimes: 31 });
    const readings = readingsOf(base, targets);
    expect(readings.map(({ poids }) => poids)).toEqual([100, 0, 0]);
    const mixed = withReadings(
      imputed,
      readings.map((one, at) => ({ ...one, poids: [60, 40, 0][at] ?? 0 })),
    );
    expect(valueAt(mixed, 'harmonisation.lectures')).toHaveLength(2);
    expect(outcomeOf(mixed, rows, 2024).problems).toBeNull();
  });

  it('says in French what a wrong setting breaks', () => {
    const wrong = outcomeOf(withValue(imputed, 'poids.activite', 50), rows, 2024);
    expect(wrong.problems?.[0]?.message).toMatch(/poids/i);
    expect(weightsOf(imputed)).toEqual({ activite: 35, developpement: 20, harmonisation: 45 });
  });
});
