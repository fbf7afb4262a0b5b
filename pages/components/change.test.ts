import { describe, expect, it } from 'vitest';
import { changeRow, changeText, notesOf } from './change.ts';

function change(over: Record<string, unknown>): Record<string, unknown> {
  return {
    antenne: 'APEX',
    site: '_T',
    module: '_T',
    indicateur: 'orientations',
    provenance: 'declare',
    valeur: 25,
    valeur_n: '184.0000',
    valeur_n_1: '159',
    comparable: 'oui',
    raison: '',
    ...over,
  };
}

function note(over: Record<string, unknown>): Record<string, unknown> {
  return {
    antenne: 'APEX',
    indicateur: 'orientations',
    module: '_T',
    genre: 'explication',
    rang: 1,
    texte: 'Une convention de plus.',
    avant: '',
    apres: '',
    par: 'comité technique',
    le: '2025-02-03',
    ...over,
  };
}

describe('a figure and the year before', () => {
  it('says both years and the difference', () => {
    expect(changeText(change({}), 2023)).toEqual({
      text: '2023 (déclaré)\u00a0: 159, soit +25 (+15,7\u00a0%)',
      impossible: false,
    });
  });

  it('compares nothing across a break, and says why', () => {
    const broken = change({ comparable: 'non', raison: 'la définition a changé', valeur: null });
    expect(changeText(broken, 2023)).toEqual({
      text: '2023 (déclaré)\u00a0: 159. Comparaison impossible\u00a0: la définition a changé',
      impossible: true,
    });
  });

  it('names the provenance of the year before where the reason says that it is the other', () => {
    const raison = 'Le chiffre de 2024 est déclaré, celui de 2023 est calculé.';
    const mixed = change({ comparable: 'non', raison });
    expect(changeText(mixed, 2023).text).toMatch(/^2023 \(calculé\)/);
  });

  it('never reads an unknown year as zero', () => {
    expect(changeText(undefined, 2023).text).toBe('2023\u00a0: non connu');
    expect(changeText(change({ valeur_n_1: '', valeur: null }), 2023).text).toBe('2023\u00a0: non connu');
    const told = change({
      comparable: 'non',
      valeur_n_1: '',
      valeur: null,
      raison: 'Pas de chiffre de 2023.',
    });
    expect(changeText(told, 2023)).toEqual({ text: 'Pas de chiffre de 2023.', impossible: false });
  });

  it('is found by quantity and provenance', () => {
    const rows = [change({ provenance: 'calcule' }), change({ module: 'soins' }), change({})];
    expect(changeRow(rows, { ...change({}), valeur: 184 })).toBe(rows[2]);
    expect(changeRow(rows.slice(0, 2), change({}))).toBeUndefined();
  });
});

describe('notes under a figure', () => {
  const figure = { antenne: 'APEX', indicateur: 'orientations', module: '_T' };
  const rows = [
    note({
      rang: 2,
      genre: 'rupture',
      texte: 'Autre mot (comité, 2024).',
      avant: 'mesures',
      apres: 'personnes',
    }),
    note({}),
    note({ rang: 3, module: 'soins', texte: 'Moins de soins.' }),
    note({ antenne: 'AERS' }),
    note({ indicateur: 'sorties' }),
  ];

  it('are those of the antenne and indicator, in their order, with who said them', () => {
    expect(notesOf(rows, figure)).toEqual([
      {
        genre: 'explication',
        text: 'Une convention de plus.',
        module: '',
        said: 'comité technique, 3 février 2025',
      },
      { genre: 'rupture', text: 'Autre mot (comité, 2024).', module: '', said: '' },
      {
        genre: 'explication',
        text: 'Moins de soins.',
        module: 'soins',
        said: 'comité technique, 3 février 2025',
      },
    ]);
  });

  it('are of a module under its figure, and not of another', () => {
    expect(notesOf(rows, { ...figure, module: 'soins' }).map(({ text, module }) => [text, module])).toEqual([
      ['Une convention de plus.', ''],
      ['Autre mot (comité, 2024).', ''],
      ['Moins de soins.', ''],
    ]);
    expect(notesOf(rows, { ...figure, module: 'ajir' })).toHaveLength(2);
  });
});
