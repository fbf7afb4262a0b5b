import { describe, expect, it } from 'vitest';
import { sendCalendar } from './send-calendar.ts';

const row = {
  ...{ annee: 2024, antenne: 'APEX', objet: 'apex_annuel', libelle: 'APEX — bilan', valeur: 0 },
  ...{ echeance: '2025-01-31', recu_le: '2025-01-20', avis_le: '', source: 'apex-2024.xlsx' },
};
const name = (antenne: string) => antenne.toLowerCase();

describe('the calendar of sends', () => {
  it('tells what is late first, and a day where one is known', () => {
    const lines = sendCalendar(
      [
        { ...row, etat: 'valide', avis_le: '2025-02-03' },
        { ...row, objet: 'apex_suivi', etat: 'en_retard', recu_le: '', valeur: null, source: '' },
      ],
      name,
    );
    expect(
      lines.map(({ etat, attendu, recu, a_corriger, attend }) => [etat, attendu, recu, a_corriger, attend]),
    ).toEqual([
      ['en retard, rien reçu', '31 janvier 2025', '–', '–', true],
      ['validé le 3 février 2025', '31 janvier 2025', '20 janvier 2025', '0', false],
    ]);
  });

  it('asks something of a send with lines to correct, whatever was said of it, and nothing of an optional one', () => {
    const [toCorrect, optional] = sendCalendar(
      [
        { ...row, etat: 'valide', valeur: 2, objet: 'a' },
        { ...row, etat: 'facultatif', valeur: null, echeance: '', objet: 'b' },
      ].reverse(),
      name,
    ).sort((a, b) => Number(b.attend) - Number(a.attend));
    expect(toCorrect).toMatchObject({ attend: true, a_corriger: '2', antenne: 'apex' });
    expect(optional).toMatchObject({ attend: false, attendu: '–', etat: 'facultatif, rien reçu' });
  });
});
