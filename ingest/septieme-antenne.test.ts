import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { loadSources } from './contracts.ts';
import { type FileReport, ingest } from './ingest.ts';

/** A seventh antenne comes: one contract and lines of code lists, no code. */
const CONTRACT = `
source: maison_exemple_suivi
genre: lignes
libelle: Maison d’Exemple — suivi et stages
antenne: MAISON_EXEMPLE
departement: "48"
mentions: [Maison d’Exemple]
feuilles:
  - nom: suivi
    grain: Une ligne par personne suivie.
    identite: personne
    onglets: [Suivi]
    colonnes:
      dossier: { etiquettes: [Code], type: dossier, requis: true }
      nom: { etiquettes: [Identité / Nom], type: nom, requis: true }
      prenom: { etiquettes: [Identité / Prénom], type: prenom, requis: true }
      naissance: { etiquettes: [Identité / Naissance], type: naissance }
      age: { etiquettes: [Tranche], type: tranche_age }
      sexe: { etiquettes: [Sexe], type: sexe, requis: true }
      lieu: { etiquettes: [Lieu], type: code, nomenclature: site, requis: true }
      debut: { etiquettes: [Mesure / Début], type: date, requis: true, au_mois: debut }
      fin: { etiquettes: [Mesure / Fin], type: date }
      issue: { etiquettes: [Mesure / Issue], type: code, nomenclature: motif_sortie }
    avant_fin_annee: [debut]
    ensemble: [[fin, issue]]
    vers:
      personne:
        colonnes: { sexe: sexe, annee_naissance: naissance, tranche_age: age }
      accompagnement:
        colonnes:
          site: lieu
          module: { constante: suivi_socio_educatif }
          date_debut: debut
          date_fin: fin
      sortie:
        si: fin
        colonnes: { site: lieu, date_sortie: fin, motif: issue }
  - nom: ateliers
    grain: Une ligne par personne et atelier.
    identite: evenement
    onglets: [Ateliers]
    colonnes:
      atelier: { etiquettes: [Atelier], type: repere, requis: true }
      dossier: { etiquettes: [Code], type: dossier, requis: true }
      venue: { etiquettes: [Venue], type: code, nomenclature: venue, requis: true }
    cle: [atelier, dossier]
    vers:
      participation:
        colonnes:
          seance: atelier
          module: { constante: atelier_emotions }
          presence: venue
`;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
let folder: string;
let warehouse: Warehouse;
let report: FileReport | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-septieme-'));
  await cp(here('sources'), join(folder, 'sources'), { recursive: true });
  await cp(here('nomenclatures'), join(folder, 'listes'), { recursive: true });
  await writeFile(join(folder, 'sources', 'maison_exemple_suivi.yml'), CONTRACT);
  const list = (name: string, lines: string) => appendFile(join(folder, 'listes', `${name}.csv`), lines);
  await list('site', 'MAISON_EXEMPLE,Le Bourg,Bourg-Exemple,48000,2020-10-01,\n');
  await list('motif_sortie', 'MAISON_EXEMPLE,Terminé,termine,concertee,2020-10-01,\n');
  await list(
    'tranche_age',
    'MAISON_EXEMPLE,moins_de_30_ans,moins de 30 ans,0,29\nMAISON_EXEMPLE,30_ans_et_plus,30 ans et plus,30,199\n',
  );
  await writeFile(
    join(folder, 'listes', 'venue.csv'),
    'antenne,libelle,code,code_commun,valide_du,valide_au\nMAISON_EXEMPLE,Oui,venu,present,,\nMAISON_EXEMPLE,Non,pas_venu,absent,,\n',
  );
  await writeFile(join(folder, 'envoi.xlsx'), workbook());
  warehouse = await openWarehouse({ path: join(folder, 'w.duckdb') });
  [report] = await ingest([join(folder, 'envoi.xlsx')], {
    warehouse,
    sources: await loadSources(join(folder, 'sources'), join(folder, 'listes')),
    keyFor: () => new Uint8Array(32).fill(9),
    clock: () => new Date('2027-02-01T00:00:00Z'),
  });
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

function workbook(): Uint8Array {
  const book = XLSX.utils.book_new();
  const suivi = XLSX.utils.aoa_to_sheet([
    ['Maison d’Exemple'],
    ['Exercice', 2026],
    [],
    ['Code', 'Identité', null, null, 'Tranche', 'Sexe', 'Lieu', 'Mesure'],
    [null, 'Nom', 'Prénom', 'Naissance', null, null, null, 'Début', 'Fin', 'Issue'],
    ['C1', 'Fictif', 'Agathe', '03/02/1985', null, 2, 'Le Bourg', 'mars 2026', '05/06/2026', 'Terminé'],
    ['C2', 'Exemple', 'Bidule', null, '- de 30 ans', 1, 'Le Bourg', '12/04/2026', null, null],
    ['C3', 'Exemple', 'Machin', '07/08/1999', null, 1, 'Ailleurs', '12/04/2026', null, null],
    ['Total', 3],
  ]);
  suivi['!merges'] = [XLSX.utils.decode_range('B4:D4'), XLSX.utils.decode_range('H4:J4')];
  XLSX.utils.book_append_sheet(book, suivi, 'Suivi');
  const ateliers = [
    ['Atelier', 'Code', 'Venue'],
    ['A1', 'C1', 'Oui'],
    ['A1', 'C2', 'Non'],
    ['A1', 'C3', 'Oui'],
  ];
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(ateliers), 'Ateliers');
  return new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
}

describe('a seventh antenne', () => {
  it('loads by a contract and code lists alone: good lines load, others wait with their reason', () => {
    expect(report).toMatchObject({
      source: 'maison_exemple_suivi',
      annee: 2026,
      etat: 'charge',
      lus: 6,
      charges: 4,
      a_corriger: 2,
      totaux: 1,
    });
    expect(report?.problemes.map((found) => [found.code, found.feuille, found.cellule])).toEqual([
      ['VALEUR_ILLISIBLE', 'Suivi', 'G8'],
      ['PERSONNE_A_CORRIGER', 'Ateliers', 'B4'],
    ]);
  });

  it('its rows are pseudonymous, in her own codes', async () => {
    const persons = await warehouse.knex('raw.personne').orderBy('ligne');
    expect(persons).toMatchObject([
      { sexe: 'femme', annee_naissance: 1985, identification: 'complete', tranche_age: null },
      {
        sexe: 'homme',
        annee_naissance: null,
        identification: 'sans_naissance',
        tranche_age: 'moins_de_30_ans',
      },
    ]);
    expect(
      await warehouse.knex('raw.accompagnement').orderBy('ligne').select('site', 'dates_au_mois', 'antenne'),
    ).toEqual([
      { site: 'Bourg-Exemple', dates_au_mois: 'date_debut', antenne: 'MAISON_EXEMPLE' },
      { site: 'Bourg-Exemple', dates_au_mois: null, antenne: 'MAISON_EXEMPLE' },
    ]);
    expect(await warehouse.knex('raw.sortie').select('motif')).toEqual([{ motif: 'termine' }]);
    const joined = await warehouse
      .knex('raw.participation as p')
      .join('raw.personne as q', 'q.personne_key', 'p.personne_key')
      .orderBy('p.ligne')
      .select('p.seance', 'p.presence', 'q.sexe');
    expect(joined).toEqual([
      { seance: 'A1', presence: 'venu', sexe: 'femme' },
      { seance: 'A1', presence: 'pas_venu', sexe: 'homme' },
    ]);
    expect(JSON.stringify([persons, joined])).not.toMatch(/Fictif|Agathe|Bidule|C1/);
  });

  it('no antenne has its name in the code that reads them', async () => {
    const names = /via.?voltaire|la.?cl[eè]de|la.?traverse|apex|udaf|aers/i;
    const core = here('core');
    const files = (await readdir(core, { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    );
    const naming: string[] = [];
    for (const file of files) if (names.test(await readFile(join(core, file), 'utf8'))) naming.push(file);
    expect(naming).toEqual([]);
  });
});
