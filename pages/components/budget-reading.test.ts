import { readFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { InputRow } from '../../budget/inputs.ts';
import { budgetReading } from './budget-reading.ts';
import { drawTornado } from './tornado-chart.ts';

const document = parse(
  readFileSync(new URL('../../data-samples/budget/parametres-exemple.yml', import.meta.url), 'utf8'),
) as Record<string, unknown> & { antennes: { code: string; nom: string; departement: string }[] };
const persons = new Map(
  Object.entries({ AERS: 691, APEX: 84, LA_CLEDE: 325, LA_TRAVERSE: 42, UDAF11: 23, VIA_VOLTAIRE: 546 }),
);
const row = (entree: string, departement: string, antenne: string, valeur: number): InputRow => ({
  ...{ annee: 2024, entree, departement, antenne, valeur, statut: 'publie' },
  ...{ mot: 'mot <b>', formule: '', provenance: 'declare', source: 'fichier' },
});
const rows = [
  ...document.antennes.map(({ code, departement }) =>
    row('personnes_accompagnees', departement, code, persons.get(code) ?? 0),
  ),
  ...Object.entries({ 11: 2, 30: 3, 34: 6, 48: 2, 66: 3 }).map(([departement, valeur]) =>
    row('actions_en_place', departement, '_T', valeur),
  ),
];
const page = parseHTML('<!doctype html><html><body></body></html>').document;
const read = (parameters: unknown) =>
  budgetReading(rows, 2024, parameters, (tornado, title, width) =>
    drawTornado({ tornado, title, width, document: page as unknown as Document }),
  );

describe('the reading of a split', () => {
  const html = parseHTML(`<!doctype html><html><body>${read(document)}</body></html>`).document;

  it('draws one tornado per antenne, with its bars in words and in a table', () => {
    const figures = [...html.querySelectorAll('figure')];
    expect(figures).toHaveLength(document.antennes.length);
    for (const [at, figure] of figures.entries()) {
      const said = figure.querySelector('p.hors-ecran')?.textContent ?? '';
      expect(said).toContain(document.antennes[at]?.nom);
      expect(said).toMatch(/dans ce scénario\. .+, de .+€.* à .+€/);
      const bars = figure.querySelectorAll('.dessin-large .barres rect').length;
      expect(bars).toBeGreaterThan(2);
      expect(figure.querySelectorAll('tbody tr').length).toBeGreaterThanOrEqual(bars);
    }
  });

  it('says euros per person, what is not known, and what swaps two ranks', () => {
    const text = (html.body.textContent ?? '').replaceAll(/\s/g, ' ');
    // 18 652,55 € for 691 persons.
    expect(text).toContain('26,99 €');
    expect(text).toContain('non connu');
    expect(text).toMatch(/AERS passe devant La Clède quand le poids/);
  });

  it('is empty, and breaks nothing, where the split cannot be computed', () => {
    expect(read({ ...document, poids: { activite: 50, developpement: 20, harmonisation: 45 } })).toBe('');
    expect(read(null)).toBe('');
  });
});
