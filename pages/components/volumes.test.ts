import { describe, expect, it } from 'vitest';
import { volumeGroups } from './volumes.ts';

function row(over: Record<string, unknown>): Record<string, unknown> {
  return {
    antenne: 'APEX',
    site: '_T',
    module: '_T',
    indicateur: 'sorties',
    provenance: 'declare',
    valeur: 10,
    statut: 'publie',
    libelle: 'personnes sorties',
    base: '',
    source: 'a.xlsx · Bilan · B1',
    ...over,
  };
}

const options = {
  indicators: ['orientations', 'sorties'],
  before: 2023,
  labels: { indicateur: { sorties: 'Sorties' }, module: { soins: 'Soins' }, antenne: { APEX: 'Apex' } },
};

describe('volumes by antenne', () => {
  it('puts declared and calculated on one line, and leaves out indicators without a figure', () => {
    const rows = [row({}), row({ provenance: 'calcule', valeur: 11, source: 'a.csv' })];
    const groups = volumeGroups(rows, options);
    expect(groups.map(({ titre }) => titre)).toEqual(['Sorties']);
    const [line] = groups[0]?.lines ?? [];
    expect([line?.head, line?.declared?.valeur, line?.computed?.valeur]).toEqual(['Apex', 10, 11]);
    expect(line?.source).toBe('a.xlsx · Bilan · B1\u202f; a.csv');
  });

  it('says the word and what it counts among once, the region last', () => {
    const rows = [
      row({ antenne: 'CPCA', base: 'sorties de l’année' }),
      row({ base: 'personnes sorties, dans les lignes' }),
      row({ antenne: 'UDAF11', base: 'personnes sorties' }),
    ];
    expect(volumeGroups(rows, options)[0]?.lines.map(({ antenne, counted }) => [antenne, counted])).toEqual([
      ['APEX', 'personnes sorties, dans les lignes'],
      ['UDAF11', 'personnes sorties'],
      ['CPCA', 'personnes sorties. Base\u00a0: sorties de l’année'],
    ]);
  });

  it('shows modules only where the antenne states no whole, and adds nothing up', () => {
    const rows = [
      row({}),
      row({ module: 'soins', valeur: 3 }),
      row({ antenne: 'AERS', module: 'soins', valeur: 4 }),
      row({ antenne: 'AERS', module: 'cjse', valeur: 5 }),
      row({ antenne: 'UDAF11', site: 'Narbonne' }),
    ];
    const [group] = volumeGroups(rows, options);
    expect(group?.lines.map(({ head, module, declared }) => [head, module, declared?.valeur])).toEqual([
      ['AERS', 'CJSE', 5],
      ['AERS', 'Soins', 4],
      ['Apex', '', 10],
    ]);
  });

  it('prefers the comparison that stands, and says what is not known', () => {
    const evolution = (over: Record<string, unknown>) =>
      row({ valeur: 2, valeur_n: '10', valeur_n_1: '8', comparable: 'oui', raison: '', ...over });
    const rows = [row({}), row({ provenance: 'calcule' }), row({ antenne: 'AERS' })];
    const changes = [
      evolution({ provenance: 'calcule', comparable: 'non', raison: 'une autre année de lignes' }),
      evolution({}),
    ];
    const [group] = volumeGroups(rows, { ...options, changes });
    expect(group?.lines.map(({ change }) => change?.text)).toEqual([
      '2023\u00a0: non connu',
      '2023 (déclaré)\u00a0: 8, soit +2 (+25\u00a0%)',
    ]);
    expect(volumeGroups(rows, options)[0]?.lines[0]?.change).toBeNull();
  });

  it('puts the porteur’s line under the figure, with the module that it is about', () => {
    const note = {
      antenne: 'APEX',
      indicateur: 'sorties',
      genre: 'explication',
      rang: 1,
      texte: 'Moins.',
      par: '',
      le: '',
    };
    const notes = [{ ...note, module: 'soins' }];
    const [line] = volumeGroups([row({})], { ...options, notes })[0]?.lines ?? [];
    expect(line?.notes).toEqual([{ genre: 'explication', text: 'Moins.', module: 'Soins', said: '' }]);
  });
});
