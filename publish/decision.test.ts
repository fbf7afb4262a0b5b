import { describe, expect, it } from 'vitest';
import { decisionsView } from '../budget/decision-view.ts';
import { chain } from '../budget/record-fixture.ts';
import { publishDecisions } from './decision.ts';

const records = chain();
const view = decisionsView(records);

describe('what leaves of the decisions', () => {
  it('is the one in force of each exercice, to the comité and the DRDFE, and what was replaced', () => {
    for (const audience of ['comite', 'drdfe'] as const) {
      const out = publishDecisions(view, audience, false);
      expect(out).toEqual(view);
      expect(out.decisions.map(({ exercice, rang }) => [exercice, rang])).toEqual([
        [2026, 3],
        [2025, 2],
      ]);
      expect(out.remplacees.map(({ rang }) => rang)).toEqual([1]);
    }
    expect(() => publishDecisions(view, 'recherche', false)).toThrow(
      expect.objectContaining({ code: 'decision_retenue' }),
    );
  });

  it('holds the amounts that were adopted, and nothing to simulate with', () => {
    const [decision] = publishDecisions(view, 'drdfe', false).decisions;
    const amounts = records.at(-1)?.repartition.lignes.map(({ montant_centimes: cents }) => cents) ?? [];
    const read = (text: string) => Number(text.replace(/[^\d−]/g, '').replace('−', '-'));
    expect(decision?.lignes.map(({ montant }) => read(montant))).toEqual(amounts);
    for (const line of decision?.lignes ?? []) {
      const parts = line.parts.filter(({ montant }) => montant !== '–').map(({ montant }) => read(montant));
      expect(parts.reduce((all, part) => all + part, 0)).toBe(read(line.montant));
    }
    const text = JSON.stringify(view);
    for (const word of ['budget_entrees', 'sans_declaration', 'essai.csv', 'montant_centimes', 'validations'])
      expect(text).not.toContain(word);
  });

  it('is nothing else: another field, or samples beside real data, are refused', () => {
    const [first, ...others] = view.decisions;
    const more = { ...view, decisions: [{ ...first, entrees: [] }, ...others] };
    expect(() => publishDecisions(more, 'comite', false)).toThrow(
      expect.objectContaining({ code: 'decision_retenue' }),
    );
    expect(() => publishDecisions(view, 'comite', true)).toThrow(
      expect.objectContaining({ code: 'echantillon_et_reel' }),
    );
  });
});
