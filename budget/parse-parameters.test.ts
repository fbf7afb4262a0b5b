import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseParameters } from './parse-parameters.ts';
import { BudgetError, type Problem } from './problem.ts';

const EXAMPLE = new URL('../data-samples/budget/parametres-exemple.yml', import.meta.url);
type Document = Record<string, unknown>;

function example(): Document {
  return parse(readFileSync(EXAMPLE, 'utf8')) as Document;
}

function problemsOf(document: unknown): readonly Problem[] {
  try {
    parseParameters(document, { fichier: 'essai.yml' });
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    expect(error.kind).toBe('parametres');
    expect(error.exitCode).toBe(2);
    for (const one of error.problemes) {
      expect(one.fichier).toBe('essai.yml');
      expect([one.message, one.regle, one.remede].every((text) => text.trim() !== '')).toBe(true);
    }
    return error.problemes;
  }
  return [];
}

/** The example with what stands at `path` changed; `undefined` takes it away. */
function changed(path: string, value: unknown): Document {
  const document = example();
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place: unknown = document;
  for (const key of keys) place = (place as Document)[key];
  if (value === undefined) delete (place as Document)[last];
  else (place as Document)[last] = value;
  return document;
}

describe('the example file', () => {
  it('is 35 / 20 / 45 of 100 000,00 €, an illustration that nobody decided, coordination 0', () => {
    const parameters = parseParameters(example());
    expect(parameters).toMatchObject({
      statut: 'illustration',
      date_reunion: null,
      total_centimes: 10_000_000,
      poids: { activite: 35, developpement: 20, harmonisation: 45 },
      coordination: { montant_centimes: 0, part: 0 },
      plancher: null,
      plafond: null,
    });
    expect(parameters.antennes).toHaveLength(6);
  });

  it('reads the same from YAML and from JSON', () => {
    const again = JSON.parse(JSON.stringify(example()));
    expect(parseParameters(again)).toEqual(parseParameters(parse(stringify(example()))));
  });
});

describe('parameters that cannot be read', () => {
  it('names every key that is not written, since nothing has a default', () => {
    for (const key of Object.keys(example())) {
      const [first, ...others] = problemsOf(changed(key, undefined));
      expect(first).toMatchObject({ code: 'parametre_absent', colonne: key });
      expect(others).toEqual([]);
    }
    expect(problemsOf(changed('harmonisation.besoin.alpha', undefined))).toMatchObject([
      { code: 'parametre_absent', colonne: 'harmonisation.besoin.alpha' },
    ]);
  });

  it.each([
    ['total', '10.0028€', 'montant_illisible'],
    ['total', -5, 'montant_illisible'],
    ['poids.activite', '35', 'parametre_illisible'],
    ['statut', 'adopte', 'choix_inconnu'],
    ['antennes', 'AERS', 'parametre_illisible'],
    ['poids', 35, 'parametre_illisible'],
    ['version', 2, 'parametre_illisible'],
    ['nom', '  ', 'parametre_illisible'],
    ['activite.unite', 'personnes', 'choix_inconnu'],
    ['poids.activites', 3, 'parametre_inconnu'],
  ])('says what is wrong with %s: %s', (path, value, code) => {
    expect(problemsOf(changed(path, value)).map((one) => [one.code, one.colonne])).toContainEqual([
      code,
      path,
    ]);
  });

  it('says that a document is not one', () => {
    expect(problemsOf('rien').map(({ code }) => code)).toEqual(['parametre_illisible']);
    expect(problemsOf(null)).toHaveLength(1);
  });

  it('reports all problems at once', () => {
    const document = changed('total', 'beaucoup');
    (document.poids as Document).activite = 'x';
    expect(problemsOf(document)).toHaveLength(2);
  });
});

describe('parameters that break a rule', () => {
  const lecture = (over: Document) => [{ lecture: 'actions_en_place', poids: 100, cible: 7, ...over }];

  it.each<[string, string, unknown, string]>([
    ['weights that do not make 100', 'poids.harmonisation', 44, 'poids_sans_somme'],
    [
      'weights a hundredth short of 100',
      'poids',
      { activite: 33.33, developpement: 33.33, harmonisation: 33.33 },
      'poids_sans_somme',
    ],
    [
      'a negative weight',
      'poids',
      { activite: -10, developpement: 65, harmonisation: 45 },
      'pourcentage_hors_bornes',
    ],
    ['a total of 0', 'total', 0, 'total_hors_bornes'],
    ['a floor above the total', 'plancher', { montant: 200_000, part_n1: null }, 'plancher_trop_grand'],
    ['a floor without a bound', 'plancher', { montant: null, part_n1: null }, 'borne_vide'],
    ['a target of 0', 'harmonisation.lectures', lecture({ cible: 0 }), 'cible_hors_bornes'],
    [
      'a target above the reference actions',
      'harmonisation.lectures',
      lecture({ cible: 8 }),
      'cible_hors_bornes',
    ],
    ['readings that do not make 100', 'harmonisation.lectures', lecture({ poids: 90 }), 'poids_sans_somme'],
    [
      'a reading written twice',
      'harmonisation.lectures',
      [...lecture({ poids: 50 }), ...lecture({ poids: 50 })],
      'lecture_en_double',
    ],
    ['an alpha above 1', 'harmonisation.besoin.alpha', 1.5, 'alpha_hors_bornes'],
    ['an alpha of three decimals', 'harmonisation.besoin.alpha', 0.123, 'alpha_hors_bornes'],
    ['a lead that is no antenne', 'porteur', 'CPCA', 'antenne_inconnue'],
    ['no antenne', 'antennes', [], 'antennes_absentes'],
    ['a coordination above the total', 'coordination', { montant: 1, part: 100 }, 'coordination_trop_grande'],
    ['a proposal without a meeting', 'statut', 'proposition', 'date_absente'],
    ['a date that does not exist', 'date_reunion', '2026-02-30', 'date_illisible'],
    ['half a year', 'exercice', 2025.5, 'annee_illisible'],
    ['no reference action', 'harmonisation.actions_reference', 0, 'actions_reference_hors_bornes'],
  ])('are refused: %s', (_, path, value, code) => {
    expect(problemsOf(changed(path, value)).map((one) => one.code)).toContain(code);
  });

  it('takes weights that make 100 only as decimals, not as binary floats', () => {
    const poids = { activite: 33.3, developpement: 33.3, harmonisation: 33.4 };
    expect(problemsOf(changed('poids', poids))).toEqual([]);
  });

  it('says what the weights make and what they should', () => {
    const [first] = problemsOf(
      changed('poids', { activite: 33.3, developpement: 33.3, harmonisation: 33.3 }),
    );
    expect(first?.message).toBe('Les poids des trois enveloppes font 99,9, non 100 (33,3 + 33,3 + 33,3).');
  });

  it('refuses an antenne written twice, and a floor above its cap', () => {
    const twice = example();
    const [first] = twice.antennes as unknown[];
    (twice.antennes as unknown[]).push(first);
    expect(problemsOf(twice).map(({ code }) => code)).toEqual(['antenne_en_double']);
    const crossed = {
      ...changed('plancher', { montant: 2000, part_n1: 90 }),
      plafond: { montant: 1000, part_n1: 80 },
    };
    expect(problemsOf(crossed).map(({ code }) => code)).toEqual(['bornes_croisees', 'bornes_croisees']);
  });
});
