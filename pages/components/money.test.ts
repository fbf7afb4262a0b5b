import { describe, expect, it } from 'vitest';
import type { Row } from './figure.ts';
import { formatEuros, porteurAmounts } from './money.ts';
import { objectivesOf, objectiveText, outcomeCounts } from './objective.ts';

function row(antenne: string, objet: string, indicateur: string, valeur: number | null, inconnus = '0'): Row {
  const statut = valeur === null ? 'non_transmis' : 'publie';
  return {
    ...{ antenne, objet, indicateur, valeur, statut, inconnus },
    ...{ unite: 'x', base: 'convention', provenance: 'declare', source: 'f' },
  };
}

describe('the porteur’s money', () => {
  it('adds up its own conventions alone, to the cent, and says what is lacking', () => {
    const rows = [
      row('CPCA', 'C1', 'accorde', 100.1),
      row('CPCA', 'C8', 'accorde', 200.2),
      row('APEX', 'C6', 'accorde', 999),
      row('CPCA', 'C1', 'reverse', 50, '1'),
      row('CPCA', 'charge_60', 'realise', 7),
      row('CPCA', 'charge__T', 'realise', 12.5),
    ];
    const [granted, passed, spent] = porteurAmounts(rows);
    expect([granted?.value, passed?.value, spent?.value]).toEqual([300.3, 50, 12.5]);
    expect(granted?.base).toBe('convention (2)');
    expect(passed?.base).toBe('convention, sans 1 montant non connu');
  });

  it('is absent by its word, never zero', () => {
    const [granted, passed] = porteurAmounts([row('CPCA', 'C1', 'accorde', null)]);
    expect([granted?.value, granted?.absence]).toEqual([null, 'non transmis']);
    expect([passed?.value, passed?.absence]).toEqual([null, 'non transmis']);
    expect(formatEuros(1234.5)).toBe('1\u202f234,50\u00a0€');
  });
});

describe('objectives', () => {
  const rows = [
    row('UDAF11', 'C2/hebergement/nuitees', 'cible', 20),
    row('UDAF11', 'C2/hebergement/nuitees', 'realise', 20),
    row('APEX', 'C6/stage/stages', 'cible', 11),
    row('APEX', 'C6/stage/stages', 'realise', 10),
    row('AERS', 'C4/cjse/nuitees', 'cible', 900),
    row('CPCA', 'C1', 'accorde', 5),
  ];

  it('are met when what was done reaches them, and not known when it is not', () => {
    const objectives = objectivesOf(rows);
    expect(objectives.map(({ outcome }) => outcome)).toEqual(['atteint', 'non atteint', 'non connu']);
    expect(outcomeCounts(objectives)).toEqual({ atteint: 1, 'non atteint': 1, 'non connu': 1 });
  });

  it('stand beside a regional figure only where the porteur’s convention states one', () => {
    const objectives = objectivesOf(rows);
    expect(objectiveText(objectives, 'nuitees')).toBe(
      'Objectif régional\u00a0: non transmis, 2 dans les conventions d’antenne',
    );
    expect(objectiveText(objectives, 'orientations')).toBe('Objectif régional\u00a0: non transmis');
    const stated = objectivesOf([
      row('CPCA', 'C1/_T/nuitees', 'cible', 9),
      row('CPCA', 'C1/_T/nuitees', 'realise', 8),
    ]);
    expect(objectiveText(stated, 'nuitees')).toBe('Objectif\u00a0: 9, non atteint');
  });
});
