import { describe, expect, it } from 'vitest';
import { inputStates } from './input-states.ts';

const send = {
  antenne: 'AERS',
  objet: 'aers_annuel 2024',
  valeur: 0,
  etat: 'valide',
  raison: '',
  par: 'direction',
  le: '2025-02-03',
};

describe('the sends behind the inputs of the split', () => {
  it('stand once each, with what rests on them, those that bear no decision first', () => {
    const states = inputStates([
      { ...send, entree: 'personnes_accompagnees' },
      { ...send, entree: 'orientations' },
      {
        ...send,
        entree: 'projet/P1',
        objet: 'porteur_projets 2024',
        etat: 'conteste',
        raison: 'la note de P2',
      },
      {
        ...send,
        entree: 'note/P1',
        antenne: 'APEX',
        objet: 'porteur_projets 2024',
        etat: 'conteste',
        raison: 'la note de P2',
      },
      {
        ...send,
        entree: 'population',
        antenne: '_T',
        objet: '_U',
        valeur: null,
        etat: 'reference',
        par: '',
        le: '',
      },
    ]);
    expect(states).toEqual([
      expect.objectContaining({
        ...{ objet: 'porteur_projets 2024', etat: 'contesté', tient: false, raison: 'la note de P2' },
        entrees: ['notes des projets', 'projets déclarés'],
      }),
      expect.objectContaining({
        objet: 'aers_annuel 2024',
        etat: 'validé',
        tient: true,
        avis: 'par « direction » le 3 février 2025',
      }),
      expect.objectContaining({
        objet: '–',
        etat: 'chiffre publié par l’État',
        tient: true,
        entrees: ['habitants'],
      }),
    ]);
  });

  it('bear no decision with lines to correct, or without an opinion', () => {
    const states = inputStates([
      { ...send, entree: 'orientations', valeur: 2 },
      { ...send, entree: 'orientations', objet: 'apex_annuel 2024', etat: 'a_valider', par: '', le: '' },
    ]);
    expect(states.map(({ tient, avis }) => [tient, avis])).toEqual([
      [false, 'par « direction » le 3 février 2025'],
      [false, ''],
    ]);
  });
});
