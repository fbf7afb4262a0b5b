import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consistentReport, type Draw, type ReportFigure } from './known/consistent-report.ts';
import { FigureCheck, type StatedFigure } from './known/figure-check.ts';

const RUNS = { numRuns: 15, seed: 20_241_231 };

let check: FigureCheck;
beforeAll(async () => {
  // One antenne that says nothing: the region may have more than the other states.
  check = await FigureCheck.open([
    { code: 'ALPHA', departement: '01' },
    { code: 'BETA', departement: '02' },
  ]);
});
afterAll(() => check?.close());

const numbers = fc.array(fc.nat({ max: 9_999 }), { minLength: 40, maxLength: 60 });

function drawOf(list: readonly number[]): Draw {
  let at = 0;
  return (most) => (most <= 0 ? 0 : (list[at++ % list.length] ?? 0) % (most + 1));
}

function asStated({ held: _, ...figure }: ReportFigure): StatedFigure {
  return figure;
}

const grave = (found: { gravite: string }) => found.gravite !== 'information';

describe('a report that adds up', () => {
  it('gives no error and no warning, whatever its numbers', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, async (list) => {
        const found = await check.findings(consistentReport(drawOf(list)).map(asStated));
        expect(found.filter(grave)).toEqual([]);
        expect(await check.count()).toBeGreaterThan(60);
      }),
      RUNS,
    );
  }, 120_000);

  it('gives at least one once a digit of a figure that an equality holds is another', async () => {
    await fc.assert(
      fc.asyncProperty(
        numbers,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        async (list, which, where, by) => {
          const figures = consistentReport(drawOf(list));
          const held = figures.filter((figure) => figure.held);
          const target = held[which % held.length];
          fc.pre(target !== undefined);
          const changed = figures.map((figure) =>
            figure === target ? withDigit(figure, where, by) : figure,
          );
          const found = await check.findings(changed.map(asStated));
          expect(found.filter(grave).length, `${JSON.stringify(target)}`).toBeGreaterThan(0);
        },
      ),
      RUNS,
    );
  }, 120_000);
});

describe('any figures at all', () => {
  const seen = fc.record({
    annee: fc.constantFrom(2023, 2024),
    antenne: fc.constantFrom('CPCA', 'ALPHA', 'BETA', 'GAMMA'),
    departement: fc.constantFrom(null, '01', '02'),
    site: fc.constantFrom(null, null, 'Est', 'Ouest'),
    module: fc.constantFrom(null, null, 'groupe_parole', 'hebergement', 'stage_responsabilisation'),
    population: fc.constantFrom(
      ...[
        null,
        'personnes_accueillies',
        'personnes_recues',
        'parcours_judiciaire',
        'orientations',
        'auteurs_heberges',
      ],
      ...['personnes_sorties', 'personnes_en_cours', 'accompagnements', 'jamais_vue'],
    ),
    indicateur: fc.constantFrom(
      ...[
        'personnes',
        'sorties',
        'orientations',
        'nuitees',
        'part',
        'seances',
        'participations',
        'presence_moyenne',
      ],
      ...[
        'taux_occupation',
        'logements',
        'duree_moyenne_sejour',
        'personnes_hebergees',
        'effectif',
        'jamais_vu',
      ],
    ),
    dimension: fc.constantFrom(
      null,
      null,
      'sexe',
      'cadre',
      'nature',
      'prescripteur',
      'motif_sortie',
      'jamais_vue',
    ),
    modalite: fc.constantFrom('_T', '_U', 'homme', 'femme', 'autres', 'tribunal_judiciaire', 'nc'),
    unite: fc.constantFrom('personne', 'orientation', '%', 'nuitée', 'séance', 'stage', 'logement'),
    valeur: fc.oneof(
      fc.constant(null),
      fc.constant(0),
      fc.integer({ min: -5, max: 2_000 }),
      fc.constantFrom(0.5, 97.26, 999_999_999),
    ),
    valeur_max: fc.constantFrom(null, null, 2_500),
    approche: fc.boolean(),
  });

  it('are checked without a failure, each check under its own code, in the same way each time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(seen, { minLength: 0, maxLength: 120 }), async (figures) => {
        const once = await check.findings(figures);
        expect(await check.repeated()).toEqual([]);
        for (const found of once) {
          expect(found.formule, found.regle).toMatch(/^[^{}]+$/);
          expect(found.lecture, found.regle).toMatch(/^[^{}]+$/);
          expect(found.sources, found.regle).toMatch(/^essai\.csv · essai · A\d+/);
        }
        expect(await check.findings(figures)).toEqual(once);
      }),
      RUNS,
    );
  }, 120_000);
});

/** The same figure with one of its digits moved on by 1 to 9. */
function withDigit(figure: ReportFigure, where: number, by: number): ReportFigure {
  const text = String(Math.abs(figure.valeur ?? 0));
  const at = where % text.length;
  const digit = (Number(text[at]) + by) % 10;
  const valeur = Number(`${text.slice(0, at)}${digit}${text.slice(at + 1)}`);
  return { ...figure, valeur: (figure.valeur ?? 0) < 0 ? -valeur : valeur };
}
