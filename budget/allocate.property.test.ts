import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lineOf,
  mesure,
  plain,
  type Round,
  RUNS,
  rounds,
  split,
  stepOf,
  withFigure,
} from '../tests/budget-rounds.ts';
import { allocate } from './allocate.ts';
import type { Allocation } from './allocation.ts';
import {
  compare,
  divide,
  type Fraction,
  fraction,
  fromNumber,
  fromText,
  multiply,
  subtract,
  sum,
  ZERO,
} from './fraction.ts';
import type { Borne } from './parameters.ts';
import { BudgetError } from './problem.ts';

describe('every split', () => {
  it('makes the total to the cent, never negative, and its shown steps add up to each line and envelope', () => {
    fc.assert(
      fc.property(rounds(), (round) => {
        const allocation = split(round);
        const cents = allocation.lignes.map((ligne) => ligne.montant_centimes);
        expect(cents.reduce((a, b) => a + b, 0)).toBe(round.parameters.total_centimes);
        expect(Math.min(...cents)).toBeGreaterThanOrEqual(0);
        for (const { etapes, montant_centimes } of allocation.lignes) {
          expect(etapes.reduce((all, { montant }) => all + montant.centimes, 0)).toBe(montant_centimes);
        }
        for (const { nom, montant } of allocation.enveloppes) {
          const steps = allocation.lignes
            .flatMap(({ etapes }) => etapes)
            .filter(
              (etape) => etape.nature === nom || (etape.nature === 'reserve' && etape.enveloppe === nom),
            );
          expect(steps.reduce((all, etape) => all + etape.montant.centimes, 0)).toBe(montant.centimes);
          expect(sum(steps.map((etape) => fromText(etape.montant.exact)))).toEqual(fromText(montant.exact));
        }
      }),
      RUNS,
    );
  });

  it('keeps each line within one cent of its exact amount', () => {
    fc.assert(
      fc.property(rounds(), (round) => {
        for (const { etapes, montant_centimes } of split(round).lignes) {
          const last = etapes.at(-1);
          if (last?.nature !== 'arrondi') throw new Error('a line ends with its rounding');
          const gap = subtract(fraction(BigInt(montant_centimes)), fromText(last.avant));
          expect(compare(gap, fraction(1n))).toBe(-1);
          expect(compare(gap, fraction(-1n))).toBe(1);
        }
      }),
      RUNS,
    );
  });

  it('holds floors and caps after rounding, or names each one that gave way', () => {
    fc.assert(
      fc.property(rounds(), (round) => {
        const allocation = split(round);
        const { plancher, plafond } = round.parameters;
        for (const { code, nature, montant_centimes: cents } of allocation.lignes) {
          if (nature !== 'antenne') continue;
          const exact = fraction(BigInt(cents));
          const yielded = allocation.cessions
            .filter(({ antenne }) => antenne === code)
            .map((one) => one.nature);
          if (plancher !== null && !yielded.includes('plancher')) {
            expect(compare(exact, limit(plancher, code, round))).toBeGreaterThanOrEqual(0);
          }
          if (plafond !== null && !yielded.includes('plafond')) {
            expect(compare(exact, limit(plafond, code, round))).toBeLessThanOrEqual(0);
          }
        }
      }),
      RUNS,
    );
  });

  it('gives the same bytes for the same inputs, in whatever order they come', () => {
    fc.assert(
      fc.property(
        rounds().chain((round) =>
          fc.tuple(
            fc.constant(round),
            fc.shuffledSubarray([...round.inputs.mesures], { minLength: round.inputs.mesures.length }),
            fc.shuffledSubarray([...round.inputs.projets], { minLength: round.inputs.projets.length }),
            fc.shuffledSubarray([...round.parameters.antennes], {
              minLength: round.parameters.antennes.length,
            }),
          ),
        ),
        ([round, mesures, projets, list]) => {
          const again = split({
            parameters: { ...round.parameters, antennes: list },
            inputs: { ...round.inputs, mesures, projets },
          });
          expect(JSON.stringify(again)).toBe(JSON.stringify(split(round)));
        },
      ),
      RUNS,
    );
  });

  it('refuses any figure that it needs and that lacks', () => {
    fc.assert(
      fc.property(rounds(), fc.nat(), (round, pick) => {
        fc.pre(round.parameters.poids.activite > 0);
        const { antennes: list } = round.parameters;
        const code = list[pick % list.length]?.code;
        const mesures = round.inputs.mesures.filter(
          (one) => one.entree !== 'personnes_accompagnees' || one.antenne !== code,
        );
        split(round);
        expect(() => allocate({ ...round.inputs, mesures }, round.parameters)).toThrow(BudgetError);
      }),
      RUNS,
    );
  });

  it('doubles every exact amount when the total doubles, without amounts fixed in euros', () => {
    const proportional = () => ({
      ...plain(),
      developpement: { projets: 'declares', sans_notes: 'parts_egales', excedent: 'repartir' } as const,
    });
    fc.assert(
      fc.property(rounds(proportional), (round) => {
        const once = split(round);
        const twice = split({
          ...round,
          parameters: { ...round.parameters, total_centimes: 2 * round.parameters.total_centimes },
        });
        for (const [index, { etapes }] of once.lignes.entries()) {
          const exact = sum(etapes.slice(0, -1).map(({ montant }) => fromText(montant.exact)));
          const other = sum(
            (twice.lignes[index]?.etapes ?? []).slice(0, -1).map(({ montant }) => fromText(montant.exact)),
          );
          expect(other).toEqual(multiply(exact, fraction(2n)));
        }
      }),
      RUNS,
    );
  });
});

/** A bound in exact cents. */
function limit({ montant_centimes: fixed, part_n1: part }: Borne, code: string, { inputs }: Round): Fraction {
  if (fixed !== null) return fraction(BigInt(fixed));
  const before =
    inputs.mesures.find((one) => one.entree === 'montant_n1' && one.antenne === code)?.valeur ?? 0;
  return multiply(fromNumber(before), fromNumber(part ?? 0));
}

describe('envelope 1', () => {
  it('never falls for an antenne that counts more, and leaves less to the others', () => {
    fc.assert(
      fc.property(rounds(plain), fc.nat(), fc.integer({ min: 1, max: 500 }), (round, pick, more) => {
        const { antennes: list } = round.parameters;
        const code = list[pick % list.length]?.code ?? '';
        const before = split(round);
        const after = split(withFigure(round, 'personnes_accompagnees', code, (count) => count + more));
        for (const antenne of list) {
          const change = compare(
            stepOf(after, antenne.code, 'activite'),
            stepOf(before, antenne.code, 'activite'),
          );
          if (antenne.code === code) expect(change).toBeGreaterThanOrEqual(0);
          else expect(change).toBeLessThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });

  it('has no cliff: one person more moves no line by more than what one person weighs', () => {
    const alone = () => ({ ...plain(), poids: { activite: 100, developpement: 0, harmonisation: 0 } });
    fc.assert(
      fc.property(rounds(alone), fc.nat(), (round, pick) => {
        const { antennes: list } = round.parameters;
        const code = list[pick % list.length]?.code ?? '';
        const before = split(round);
        const [first] = before.enveloppes;
        if (first?.nom !== 'activite') throw new Error('activity alone');
        fc.pre(first.par_unite !== null);
        const most = Number(first.par_unite?.centimes ?? 0) + 1;
        const after = split(withFigure(round, 'personnes_accompagnees', code, (count) => count + 1));
        for (const antenne of list) {
          const change = Math.abs(lineOf(after, antenne.code) - lineOf(before, antenne.code));
          expect(change).toBeLessThanOrEqual(most);
        }
      }),
      RUNS,
    );
  });

  it('does not move when every count is multiplied by the same number', () => {
    fc.assert(
      fc.property(rounds(plain), fc.integer({ min: 2, max: 50 }), (round, times) => {
        const scaled = round.parameters.antennes.reduce(
          (all, { code }) => withFigure(all, 'personnes_accompagnees', code, (count) => count * times),
          round,
        );
        const [before, after] = [split(round), split(scaled)];
        for (const { code } of round.parameters.antennes) {
          expect(stepOf(after, code, 'activite')).toEqual(stepOf(before, code, 'activite'));
        }
      }),
      RUNS,
    );
  });

  it('gives the parts of an antenne cut in two what the whole had', () => {
    const alone = () => ({ ...plain(), poids: { activite: 100, developpement: 0, harmonisation: 0 } });
    fc.assert(
      fc.property(rounds(alone), fc.nat(), (round, pick) => {
        const [whole] = round.parameters.antennes;
        if (whole === undefined) throw new Error('at least one antenne');
        const count =
          round.inputs.mesures.find(
            (one) => one.entree === 'personnes_accompagnees' && one.antenne === whole.code,
          )?.valeur ?? 0;
        const kept = pick % (count + 1);
        const other = { ...whole, code: 'B' };
        const cut = withFigure(round, 'personnes_accompagnees', whole.code, () => kept);
        const parts = split({
          parameters: { ...cut.parameters, antennes: [...cut.parameters.antennes, other] },
          inputs: {
            ...cut.inputs,
            mesures: [
              ...cut.inputs.mesures,
              mesure('personnes_accompagnees', { antenne: 'B' }, count - kept),
            ],
          },
        });
        const together = sum([stepOf(parts, whole.code, 'activite'), stepOf(parts, 'B', 'activite')]);
        expect(together).toEqual(stepOf(split(round), whole.code, 'activite'));
      }),
      RUNS,
    );
  });
});

describe('envelope 2', () => {
  it('does not move when a project is cut in two with the same notes', () => {
    fc.assert(
      fc.property(rounds(plain), fc.nat(), (round, pick) => {
        const [first, ...others] = round.inputs.projets;
        fc.pre(first !== undefined && round.parameters.poids.developpement > 0);
        if (first === undefined) return;
        const part = pick % (first.eligible_centimes + 1);
        const halves = [
          { ...first, eligible_centimes: part },
          { ...first, code: 'z', eligible_centimes: first.eligible_centimes - part },
        ];
        const [before, after] = [
          split(round),
          split({ ...round, inputs: { ...round.inputs, projets: [...halves, ...others] } }),
        ];
        for (const { code } of round.parameters.antennes) {
          expect(stepOf(after, code, 'developpement')).toEqual(stepOf(before, code, 'developpement'));
        }
      }),
      RUNS,
    );
  });

  it('does not move with the note that an antenne gives her own project', () => {
    fc.assert(
      fc.property(rounds(plain), fc.integer({ min: 0, max: 5 }), (round, note) => {
        const projets = round.inputs.projets.map((projet) => ({
          ...projet,
          notes: [
            ...projet.notes.filter(({ antenne }) => antenne !== projet.antenne),
            { antenne: projet.antenne, note },
          ],
        }));
        const [before, after] = [split(round), split({ ...round, inputs: { ...round.inputs, projets } })];
        expect(after.lignes.map(({ montant_centimes }) => montant_centimes)).toEqual(
          before.lignes.map(({ montant_centimes }) => montant_centimes),
        );
      }),
      RUNS,
    );
  });

  it('never pays a project more than its points when the excess is kept', () => {
    const kept = () => ({
      ...plain(),
      developpement: { projets: 'declares', sans_notes: 'parts_egales', excedent: 'reserve' } as const,
    });
    fc.assert(
      fc.property(rounds(kept), (round) => {
        const allocation = split(round);
        const found = allocation.enveloppes.find(({ nom }) => nom === 'developpement');
        fc.pre(found?.nom === 'developpement' && found.mode === 'notes');
        if (found?.nom !== 'developpement') return;
        for (const { code } of round.parameters.antennes) {
          const asked = sum(
            found.projets.filter(({ antenne }) => antenne === code).map(({ points }) => fromText(points)),
          );
          expect(compare(stepOf(allocation, code, 'developpement'), asked)).toBeLessThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });
});

describe('envelope 3', () => {
  const actionsOnly = () => ({
    ...plain(),
    poids: { activite: 0, developpement: 0, harmonisation: 100 },
    harmonisation: {
      comblements: 'declares' as const,
      actions_reference: 7,
      lectures: [{ lecture: 'actions_en_place', poids: 100, cible: 7 }] as const,
      besoin: { mesure: 'population', alpha: 0 } as const,
      sans_declaration: 'parts_egales' as const,
    },
  });
  const territoriesOf = (allocation: Allocation) => {
    const [found] = allocation.enveloppes;
    return found?.nom === 'harmonisation' ? found.territoires : [];
  };

  it('never gives less to a territory with fewer actions, when α = 0', () => {
    fc.assert(
      fc.property(rounds(actionsOnly), (round) => {
        const territories = territoriesOf(split(round));
        for (const one of territories) {
          for (const other of territories) {
            const [mine = 0, theirs = 0] = [one, other].map(({ lectures }) => lectures[0]?.niveau);
            if (mine > theirs) continue;
            expect(
              compare(fromText(one.montant.exact), fromText(other.montant.exact)),
            ).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      RUNS,
    );
  });

  it('never falls for a territory that loses an action, whatever α and the reading', () => {
    fc.assert(
      fc.property(rounds(plain), fc.nat(), (round, pick) => {
        fc.pre(round.parameters.poids.harmonisation > 0);
        const { antennes: list } = round.parameters;
        const departement = list[pick % list.length]?.departement ?? '';
        const total = (allocation: Allocation) => {
          const found = allocation.enveloppes.find(({ nom }) => nom === 'harmonisation');
          const territory =
            found?.nom === 'harmonisation'
              ? found.territoires.find((one) => one.departement === departement)
              : undefined;
          return territory === undefined ? ZERO : fromText(territory.montant.exact);
        };
        const fewer = withFigure(round, 'actions_en_place', departement, (actions) =>
          Math.max(0, actions - 1),
        );
        expect(compare(total(split(fewer)), total(split(round)))).toBeGreaterThanOrEqual(0);
      }),
      RUNS,
    );
  });

  it('gives the antennes of a territory, and the reserve for it, what the territory has', () => {
    const declared = rounds(actionsOnly).chain((round) =>
      fc.array(fc.tuple(fc.nat(), fc.nat(6)), { maxLength: 8 }).map((picks) => {
        const { antennes: list } = round.parameters;
        const seen = new Set<string>();
        const comblements = picks.flatMap(([pick, action]) => {
          const antenne = list[pick % list.length];
          if (antenne === undefined) return [];
          const place =
            round.inputs.mesures.find(
              (one) => one.entree === 'actions_en_place' && one.departement === antenne.departement,
            )?.valeur ?? 7;
          const key = `${antenne.code} ${action}`;
          if (action < place || seen.has(key)) return [];
          seen.add(key);
          return [
            {
              antenne: antenne.code,
              departement: antenne.departement,
              action: `m${action}`,
              intitule: '',
              source: '',
            },
          ];
        });
        return { ...round, inputs: { ...round.inputs, comblements } };
      }),
    );
    fc.assert(
      fc.property(declared, (round) => {
        const allocation = split(round);
        const steps = allocation.lignes.flatMap(({ etapes }) => etapes);
        for (const { departement, montant } of territoriesOf(allocation)) {
          const here = steps.filter(
            (step) =>
              (step.nature === 'harmonisation' || step.nature === 'reserve') &&
              step.departement === departement,
          );
          expect(sum(here.map((step) => fromText(step.montant.exact)))).toEqual(fromText(montant.exact));
        }
        for (const step of steps) {
          if (step.nature !== 'harmonisation') continue;
          expect(compare(fromText(step.part.exact), fraction(1n))).toBeLessThanOrEqual(0);
        }
      }),
      RUNS,
    );
  });
});

describe('floors alone', () => {
  it('take from every line above its floor in one proportion', () => {
    const floors = () => ({ ...plain(), plancher: { montant_centimes: 30_000, part_n1: null } });
    fc.assert(
      fc.property(rounds(floors), (round) => {
        const allocation = split(round);
        const ratios = allocation.lignes.flatMap(({ etapes }) =>
          etapes.flatMap((step) => {
            if (step.nature !== 'bornes' || step.effet !== 'proportion') return [];
            const before = fromText(step.avant.exact);
            return [divide(subtract(before, multiply(fromText(step.montant.exact), fraction(-1n))), before)];
          }),
        );
        for (const ratio of ratios) expect(ratio).toEqual(fromText(allocation.proportion?.exact ?? '0'));
      }),
      RUNS,
    );
  });
});
