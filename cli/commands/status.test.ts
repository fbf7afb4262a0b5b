import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { loadSources } from '../../ingest/contracts.ts';
import type { LedgerFile } from '../../ingest/ledger.ts';
import { LISTS_DIR, SOURCES_DIR } from '../places.ts';
import { calendarOf } from './status.ts';

const awaited = {
  ...{ source: 'apex_suivi', libelle: 'APEX', antenne: 'APEX', obligatoire: 'oui' },
  ...{ annee_du: '2024', annee_au: '9999' },
};
const deadlines = [{ annee_du: '2000', annee_au: '9999', mois: '01', jour: '31' }];
const options = { annee: 2024, aujourdhui: '2025-02-10', deadlines, noms: { APEX: 'APEX' } };

function file(change: Partial<LedgerFile>): LedgerFile {
  return {
    ...{
      fichier_id: 'a',
      sha256: 'a',
      fichier: 'apex-2024.xlsx',
      source: 'apex_suivi',
      antenne: 'APEX',
      annee: 2024,
    },
    ...{ periode: '2024', contrat: 'c', version: 1, lus: 3, charges: 2, a_corriger: 1, totaux: 0 },
    ...{ etat: 'en_vigueur', charge_le: '2025-01-20 09:00:00', remplace_le: null, validation: null },
    ...change,
  } as LedgerFile;
}

const stateOf = (files: LedgerFile[], aujourdhui = options.aujourdhui, one = awaited) =>
  calendarOf([one], files, { ...options, aujourdhui })[0];
const said = (etat: 'valide' | 'conteste' | 'a_valider') => ({ etat, avis: null, caduc: null });

describe('the calendar', () => {
  it('tells what is awaited from what is late', () => {
    expect(stateOf([], '2025-01-31')).toMatchObject({
      etat: 'attendu',
      echeance: '2025-01-31',
      recu_le: null,
    });
    expect(stateOf([], '2025-02-01')?.etat).toBe('en_retard');
  });

  it('takes the day of the first sending, though another file replaced it since', () => {
    const first = file({ etat: 'remplace', charge_le: '2025-01-30 09:00:00' });
    const second = file({ fichier_id: 'b', charge_le: '2025-02-05 09:00:00' });
    expect(stateOf([second, first])).toMatchObject({ etat: 'recu', recu_le: '2025-01-30', a_corriger: 1 });
    expect(stateOf([second])?.etat).toBe('recu_en_retard');
  });

  it('says what was said of what stands, and counts neither a refused file nor another year', () => {
    expect(stateOf([file({ validation: said('valide') })])?.etat).toBe('valide');
    expect(
      stateOf([file({ validation: said('valide') }), file({ validation: said('conteste') })])?.etat,
    ).toBe('conteste');
    expect(stateOf([file({ etat: 'refuse' }), file({ annee: 2023 })])?.etat).toBe('en_retard');
  });

  it('is never late with what a year may do without', () => {
    const optional = { ...awaited, obligatoire: 'non' };
    expect(stateOf([], '2026-01-01', optional)).toMatchObject({ etat: 'facultatif', obligatoire: false });
    const late = file({ charge_le: '2025-02-05 09:00:00' });
    expect(stateOf([late], '2026-01-01', optional)?.etat).toBe('recu');
  });

  it('tells what came for a year of which nothing was expected, and nothing else of that year', () => {
    const before = { ...awaited, annee_du: '2025' };
    expect(stateOf([], '2026-01-01', before)).toBeUndefined();
    const late = file({ charge_le: '2025-02-05 09:00:00' });
    expect(stateOf([late], '2026-01-01', before)).toMatchObject({ etat: 'recu', echeance: null });
  });
});

describe('the list of what is expected', () => {
  it('names each contract once, in its own words and of its own antenne', async () => {
    const { contracts } = await loadSources(SOURCES_DIR, LISTS_DIR);
    const list: Record<string, string>[] = parse(
      await readFile(join(LISTS_DIR, 'envoi_attendu.csv'), 'utf8'),
      { columns: true },
    );
    const told = list.map(({ source, antenne, libelle }) => ({ source, antenne, libelle }));
    expect(told).toEqual(contracts.map(({ source, antenne, libelle }) => ({ source, antenne, libelle })));
    expect(list.every(({ obligatoire }) => obligatoire === 'oui' || obligatoire === 'non')).toBe(true);
  });
});
