import { describe, expect, it } from 'vitest';
import { sheetLines } from './branch-sheet.ts';
import type { Row } from './figure.ts';

const labels = { indicators: { sorties: 'Sorties', stages: 'Stages' }, modules: { soins: 'Soins' } };
const row = (over: Row): Row => ({
  ...{ annee: 2024, antenne: 'APEX', site: '_T', module: '_T', indicateur: 'sorties', provenance: 'calcule' },
  ...{ valeur: 14, statut: 'publie', libelle: 'sorties', base: 'sorties', source: 'f' },
  ...over,
});
const change = (over: Row): Row => ({
  ...row({}),
  ...{ valeur: 11, valeur_n: '14', valeur_n_1: '3', comparable: 'oui', raison: '', ...over },
});

describe('an antenne’s sheet', () => {
  it('has the whole antenne of each indicator, and modules only where there is no whole', () => {
    const modules = ['a', 'b', 'c'].map((module) => row({ indicateur: 'stages', module, libelle: 'stages' }));
    const rows = [row({}), row({ module: 'soins', valeur: 2 }), row({ site: 'Sète', valeur: 9 }), ...modules];
    const lines = sheetLines(rows, [], 2024, labels);
    expect(lines.map(({ indicator, line }) => [indicator, line.where])).toEqual([
      ['Sorties', ''],
      ['Stages', 'A'],
      ['Stages', 'B'],
    ]);
  });

  it('compares with the year before only where the release says so', () => {
    const told = (one: Row[]) => sheetLines([row({})], one, 2024, labels)[0]?.change;
    expect(told([change({})])).toContain('soit +11');
    expect(told([change({ comparable: 'non', raison: 'Longue.' })])).toBe('2023\u00a0: 3, non comparable');
    expect(told([change({ valeur_n_1: '', comparable: 'non' })])).toBe('2023\u00a0: non connu');
    expect(told([])).toBe('–');
  });
});
