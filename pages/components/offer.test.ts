import { describe, expect, it } from 'vitest';
import { offerMatrix } from './offer.ts';

const row = (
  departement: string,
  action: string,
  libelle: string,
  valeur: number | null,
  statut = 'publie',
) => ({
  departement,
  action,
  libelle,
  valeur,
  statut,
});

describe('actions by département', () => {
  it('says where an action is in place, under which name of its own, and how it is absent', () => {
    const matrix = offerMatrix([
      row('48', 'suivi', 'Contrôle judiciaire', 1),
      row('11', 'suivi', 'Suivi individuel', 1),
      row('34', 'suivi', 'Suivi individuel', 0),
      row('34', 'stage', 'Stage', null, 'non_transmis'),
    ]);
    expect(matrix.departements).toEqual(['11', '34', '48']);
    expect(matrix.inPlace).toEqual([1, 0, 1]);
    expect(matrix.lines.map(({ label, cells }) => [label, ...cells.map(({ state }) => state)])).toEqual([
      ['Stage', 'non transmis', 'non transmis', 'non transmis'],
      ['Suivi individuel', 'oui', 'non', 'oui'],
    ]);
    expect(matrix.lines[1]?.cells.map(({ note }) => note)).toEqual(['', '', 'Contrôle judiciaire']);
  });
});
