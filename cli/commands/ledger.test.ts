import { describe, expect, it } from 'vitest';
import type { LedgerFile } from '../../ingest/ledger.ts';
import { instantOf, ledgerText } from './ledger.ts';

const file: LedgerFile = {
  ...{ fichier_id: 'f', sha256: 'ab'.repeat(32), fichier: 'apex-2024.xlsx', source: 'apex_suivi' },
  ...{ antenne: 'APEX', annee: 2024, periode: '2024', contrat: 'c0', version: 2 },
  ...{ lus: 12, charges: 10, a_corriger: 2, totaux: 1, etat: 'en_vigueur' },
  ...{ charge_le: '2025-02-03 09:00:00', remplace_le: null },
  validation: { etat: 'a_valider', avis: null, caduc: null },
};
const stated = { etat: 'valide', par: 'direction', motif: null, le: '2025-02-02 08:30:00' } as const;

describe('an instant', () => {
  it.each([
    ['2025-03-01', '2025-03-01T23:59:59.999Z'],
    ['2025-03-01T14:30', '2025-03-01T14:30:00.000Z'],
    ['2025-03-01 14:30:15', '2025-03-01T14:30:15.000Z'],
    ['2025-03-01T14:30:15.250Z', '2025-03-01T14:30:15.250Z'],
    ['2025-03-01T14:30+01:00', '2025-03-01T13:30:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(instantOf(text).toISOString()).toBe(iso);
  });

  it.each(['', 'hier', '2025-02-30', '2025-13-01T10:00', '01/03/2025', '2025'])('%j is none', (text) => {
    expect(() => instantOf(text)).toThrow(expect.objectContaining({ code: 'USAGE', exit: 2 }));
  });
});

describe('the ledger in words', () => {
  it('says of a source and period whether it was validated, then of each file what became of it', () => {
    expect(
      ledgerText([
        file,
        {
          ...file,
          version: 1,
          etat: 'remplace',
          remplace_le: '2025-02-03 09:00:00',
          totaux: 0,
          validation: null,
        },
        {
          ...file,
          source: null,
          periode: null,
          contrat: null,
          version: null,
          etat: 'refuse',
          validation: null,
        },
      ]).split('\n'),
    ).toEqual([
      'apex_suivi · 2024 · à valider',
      '  apex-2024.xlsx : version 2, en vigueur',
      '    reçu le 03/02/2025 à 09:00 UTC · 12 lignes lues = 10 prises en compte + 2 à corriger (et 1 ligne de total)',
      `    SHA-256 ${'ab'.repeat(32)} · contrat c0`,
      '  apex-2024.xlsx : version 1, remplacé le 03/02/2025 à 09:00 UTC',
      '    reçu le 03/02/2025 à 09:00 UTC · 12 lignes lues = 10 prises en compte + 2 à corriger',
      `    SHA-256 ${'ab'.repeat(32)} · contrat c0`,
      '',
      'Source non reconnue',
      '  apex-2024.xlsx : refusé',
      '    reçu le 03/02/2025 à 09:00 UTC · 12 lignes lues = 10 prises en compte + 2 à corriger (et 1 ligne de total)',
      `    SHA-256 ${'ab'.repeat(32)}`,
    ]);
    expect(ledgerText([])).toBe('Aucun fichier n’a été reçu.');
  });

  it.each([
    [
      { etat: 'valide', avis: stated, caduc: null },
      'bon à publier, par « direction » le 02/02/2025 à 08:30 UTC',
    ],
    [
      { etat: 'conteste', avis: { ...stated, etat: 'conteste', motif: 'Une ligne manque.' }, caduc: null },
      'contesté par « direction » le 02/02/2025 à 08:30 UTC : Une ligne manque.',
    ],
    [
      { etat: 'a_valider', avis: null, caduc: stated },
      'à valider : le bon à publier donné par « direction » le 02/02/2025 à 08:30 UTC ne vaut plus, les fichiers ont changé depuis',
    ],
  ] as const)('says %j', (validation, words) => {
    expect(ledgerText([{ ...file, validation }]).split('\n')[0]).toBe(`apex_suivi · 2024 · ${words}`);
  });
});
