import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadSources } from './contracts.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-contract-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SHEET = {
  nom: 'suivi',
  grain: 'Une ligne par personne.',
  identite: 'personne',
  onglets: ['Suivi'],
  colonnes: {
    nom: { etiquettes: ['Nom'], type: 'nom', requis: true },
    prenom: { etiquettes: ['Prénom'], type: 'prenom', requis: true },
    sexe: { etiquettes: ['Sexe'], type: 'sexe' },
    debut: { etiquettes: ['Début'], type: 'date' },
    site: { etiquettes: ['Site'], type: 'code', nomenclature: 'site' },
  },
  vers: { accompagnement: { colonnes: { date_debut: 'debut', site: 'site' } } },
};

async function load(sheet: Record<string, unknown>): Promise<unknown> {
  const contract = {
    source: 'essai_suivi',
    genre: 'lignes',
    libelle: 'Essai',
    antenne: 'UDAF11',
    mentions: ['essai'],
    feuilles: [{ ...SHEET, ...sheet }],
  };
  await writeFile(join(folder, 'essai.yml'), stringify(contract));
  return loadSources(folder, here('nomenclatures')).catch((error: unknown) => error);
}

describe('a contract', () => {
  it('that is whole loads, as do all of the project', async () => {
    expect(await load({})).toMatchObject({ contracts: [{ source: 'essai_suivi' }] });
    expect((await loadSources(here('sources'), here('nomenclatures'))).contracts.length).toBeGreaterThan(9);
  });

  const colonnes = (more: Record<string, unknown>) => ({ colonnes: { ...SHEET.colonnes, ...more } });
  it.each([
    ['an unknown raw table', { vers: { suivi: { colonnes: {} } } }, 'vers.suivi: no such raw table'],
    [
      'an unknown raw column',
      { vers: { accompagnement: { colonnes: { debut: 'debut' } } } },
      'vers.accompagnement.debut: no such raw column',
    ],
    [
      'a column that it does not have',
      { vers: { accompagnement: { colonnes: { date_debut: 'd' } } } },
      'no column "d"',
    ],
    [
      'a name that would be stored',
      { vers: { accompagnement: { colonnes: { site: 'nom' } } } },
      'identifies a person and is never stored',
    ],
    [
      'a date in a column of codes',
      { vers: { accompagnement: { colonnes: { site: 'debut' } } } },
      'a date ("debut") does not go into a varchar',
    ],
    [
      'a constant for a date',
      { vers: { accompagnement: { colonnes: { date_debut: { constante: '2024' } } } } },
      'a constant is a code',
    ],
    [
      'what the engine fills',
      { vers: { accompagnement: { colonnes: { personne_key: 'site' } } } },
      'filled by the engine',
    ],
    ['a rule about no column', { ordre: [['debut', 'fin']] }, 'ordre: no column "fin"'],
    ['a rule about the wrong type', { avant_fin_annee: ['site'] }, 'avant_fin_annee: "site" is a code'],
    ['a sheet that is not there', { renvois: { site: 'seances' } }, 'renvois.site: no sheet "seances"'],
    [
      'a code that no list has',
      { vers: { accompagnement: { si: { colonne: 'site', parmi: ['Atlantis'] }, colonnes: {} } } },
      '"Atlantis" is no code of "site"',
    ],
    [
      'an unknown list',
      colonnes({ site: { etiquettes: ['Site'], type: 'code', nomenclature: 'lieux' } }),
      'unknown code list "lieux"',
    ],
    [
      'a code without a list',
      colonnes({ site: { etiquettes: ['Site'], type: 'code' } }),
      'needs a code list',
    ],
    [
      'a label twice',
      colonnes({ fin: { etiquettes: ['début :'], type: 'date' } }),
      'the label "début :" is also a label of "debut"',
    ],
    [
      'bands of an antenne without a grid',
      colonnes({ age: { etiquettes: ['Âge'], type: 'tranche_age' } }),
      'no grid of UDAF11',
    ],
    ['anonymous persons with names', { identite: 'anonyme' }, 'a column identifies persons'],
    ['persons without names', { identite: 'personne', colonnes: { site: SHEET.colonnes.site } }, 'identite'],
    ['an unknown key', { onglet: ['Suivi'] }, 'feuilles.0'],
  ])('with %s is refused, by file and key', async (_, sheet, message) => {
    const error = await load(sheet);
    expect(error).toMatchObject({ code: 'CONTRAT' });
    expect(String(error)).toContain('essai.yml');
    expect(String(error)).toContain(message);
  });

  it('with the source of another is refused', async () => {
    await load({});
    await cp(join(folder, 'essai.yml'), join(folder, 'essai-2.yml'));
    await expect(loadSources(folder, here('nomenclatures'))).rejects.toThrow(/also that of/);
  });
});
