import { describe, expect, it } from 'vitest';
import { activityGroups } from './activity.ts';

const labels = { indicators: { sorties: 'Sorties' }, modules: { groupe_parole: 'Groupe de parole' } };

function row(over: Record<string, unknown>): Record<string, unknown> {
  return {
    annee: 2024,
    site: '_T',
    module: '_T',
    indicateur: 'sorties',
    provenance: 'declare',
    valeur: 1,
    statut: 'publie',
    libelle: 'personnes sorties',
    source: 'a.xlsx · Bilan · B1',
    ...over,
  };
}

describe('the activity of an antenne', () => {
  it('puts declared and calculated of one quantity on one line, with the year before', () => {
    const groups = activityGroups(
      [
        row({ valeur: 209 }),
        row({ provenance: 'calcule', valeur: 210, source: 'lignes' }),
        row({ annee: 2023, valeur: 180 }),
      ],
      2024,
      labels,
    );
    expect(groups).toHaveLength(1);
    expect(groups[0]?.indicator).toBe('Sorties');
    const [line] = groups[0]?.lines ?? [];
    expect(line?.declared?.valeur).toBe(209);
    expect(line?.computed?.valeur).toBe(210);
    expect(line?.before).toBe(180);
    expect(line?.source).toBe('a.xlsx · Bilan · B1\u202f; lignes');
  });

  it('says why the year before does not compare, and which provenance it has', () => {
    const rows = [row({ antenne: 'APEX', valeur: 209 }), row({ antenne: 'APEX', annee: 2023, valeur: 180 })];
    const change = { ...row({ antenne: 'APEX' }), valeur_n: '209', valeur_n_1: '180' };
    const lineOf = (over: Record<string, unknown>, of = rows) =>
      activityGroups(of, 2024, labels, [{ ...change, ...over }])[0]?.lines[0];
    expect(lineOf({ comparable: 'non', raison: 'Le mot a changé.' })?.caution).toBe('Le mot a changé.');
    expect(lineOf({ comparable: 'oui', raison: '' })?.caution).toBe('');
    expect(lineOf({ comparable: 'non', raison: 'D’une autre.', antenne: 'AERS' })?.caution).toBe('');
    expect(lineOf({})?.beforeProvenance).toBe('');
    const calculated = rows.map((one) => (one.annee === 2023 ? { ...one, provenance: 'calcule' } : one));
    const other = lineOf({ comparable: 'non', raison: 'L’un est calculé.' }, calculated);
    expect([other?.caution, other?.beforeProvenance]).toEqual(['L’un est calculé.', 'calculé']);
  });

  it('shows the whole antenne before its sites, which do not repeat its word', () => {
    const [group] = activityGroups(
      [
        row({ site: 'Agde' }),
        row({}),
        row({ module: 'groupe_parole', libelle: 'participants', site: "L'Isle" }),
      ],
      2024,
      labels,
    );
    expect(group?.lines.map(({ where, sameWord }) => [where, sameWord])).toEqual([
      ['', false],
      ['Agde', true],
      ['Groupe de parole, L’Isle', false],
    ]);
  });

  it('leaves out what is only known of the year before, and keeps an absence as one', () => {
    const groups = activityGroups(
      [
        row({ annee: 2023, indicateur: 'stages' }),
        row({ indicateur: 'personnes_accompagnees', valeur: null, statut: 'non_disponible' }),
      ],
      2024,
      labels,
    );
    expect(groups.map(({ indicator }) => indicator)).toEqual(['Personnes accompagnees']);
    expect(groups[0]?.lines[0]?.declared?.valeur).toBeNull();
  });
});
