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
