import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckReport, checkCommand } from '../cli/commands/check.ts';
import { Output } from '../cli/output.ts';
import { runBuild, runIngest } from '../cli/pipeline.ts';
import type { FileReport } from '../ingest/ingest.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';

/** Files as three antennes would send them; each holds one contradiction, and lines that are right beside it. */
const FICTIF = 'Données fictives (extrait fictif : aucune personne réelle)';
const CSV: Readonly<Record<string, readonly string[]>> = {
  'sessions-2024.csv': [
    'Pôle Justice Béziers - Sessions de stage 2024',
    FICTIF,
    '',
    'Session;Du;Au;Public;Durée;Nb de places',
    'B01;18/01/2024;19/01/2024;Mixte;12,00;16',
    'B02;01/02/2024;02/02/2024;Mixte;12,00;16',
  ],
  // The first is present at the course of January, and referred in February.
  'stages-2024.csv': [
    'Pôle Justice Béziers - Stages de responsabilisation 2024',
    FICTIF,
    '',
    'Session;Nom;Prénom;Naissance;Sexe;Saisine;Cadre;Saisine du;Convocation;Jour 1;Jour 2;Présence',
    'B01;Fictif Gypse;Jabrillon;25/09/1983;H;JAP;Sursis probatoire;20/02/2024;Première;21/02/2024;22/02/2024;Présent(e)',
    'B02;Fictif Silex;Quortan;22/07/1995;H;JAP;Sursis probatoire;27/11/2023;Première;01/02/2024;02/02/2024;Présent(e)',
  ],
  // The day of the course and the referral on one line, the wrong way round.
  'la-traverse-stages-2024.csv': [
    'La Traverse – stages VIF 2024',
    FICTIF,
    '',
    'Calendrier des stages',
    'Stage;Du;Au;Durée (h);Lieu;Places',
    '1;14/03/2024;15/03/2024;14,0;Mende;12',
    '',
    'Personnes convoquées aux stages',
    'Stage;NOM;Prénom;Date de naissance;Sexe;1er jour;2e jour;Venu(e);Situation professionnelle;Convoqué par;Orienté le;Cadre',
    '1;FICTIF TOPAZE;Orvelin;12/05/1980;Homme;14/03/2024;15/03/2024;oui;Salarié;Parquet;28/11/2024;Alternative aux poursuites',
    '1;FICTIF GRENAT;Balmuric;12/06/1985;Homme;14/03/2024;15/03/2024;oui;Salarié;Parquet;12/01/2024;Alternative aux poursuites',
  ],
  // Two in one studio in March; the second of them is a man here, a woman among the measures.
  'hebergement-2024.csv': [
    'Pôle Justice Béziers - Hébergement 2024',
    FICTIF,
    '',
    'Nom;Prénom;Né le;Sexe;Lieu;Arrivée;Départ;Relogement',
    'Fictif Ardoise;Ostrugal;15/11/1988;H;Studio Béziers;01/03/2024;31/03/2024;Logement autonome',
    'Fictif Corail;Wolbric;17/04/1992;H;Studio Béziers;11/03/2024;21/03/2024;Logement autonome',
    'Fictif Péridot;Mévidor;24/09/1978;H;Studio Béziers;05/05/2024;15/05/2024;Logement autonome',
  ],
  'cjse-2024.csv': [
    'Pôle Justice Béziers - Contrôles judiciaires socio-éducatifs 2024',
    FICTIF,
    '',
    'Mesure;Nom de naissance;Prénom usuel;Date de naissance;Genre;Décision de;Décision du;Prise en charge;Clôture;Motif de clôture',
    'CJSE;Fictif Corail;Wolbric;17/04/1992;Femme;JLD;05/02/2024;10/02/2024;01/06/2024;Jugement',
    // Both dates on one line: the line waits at loading.
    'CJSE;Fictif Quartz;Uztavel;30/01/1972;Homme;JLD;05/02/2024;10/02/2024;01/02/2024;Jugement',
  ],
};
/** The exit of the second author stands on another tab than the entry, and before it. */
const UDAF: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'Auteurs accueillis': [
    ['UDAF de l’Aude - Auteurs accueillis 2024'],
    [FICTIF],
    [],
    ['N° VIF', 'NOM', 'PRENOM', 'Né le', 'Sexe', 'Mode d’accueil', 'Orientation', 'Entrée', 'Sortie'],
    [
      'VIF-24-01',
      'FICTIF JASPE',
      'Talvexin',
      '24/04/1981',
      'H',
      'Logement VIF',
      '01/02/2024',
      '05/02/2024',
      '',
    ],
    [
      'VIF-24-02',
      'FICTIF AMBRE',
      'Lomptaric',
      '03/08/1979',
      'H',
      'Logement VIF',
      '01/06/2024',
      '05/06/2024',
      '',
    ],
  ],
  Sorties: [
    ['UDAF de l’Aude - Sorties 2024'],
    [FICTIF],
    [],
    ['N° VIF', 'Date de sortie', 'Motif de fin'],
    ['VIF-24-01', '05/04/2024', 'Logement autonome'],
    ['VIF-24-02', '05/03/2024', 'Logement autonome'],
  ],
};

let folder: string;
let env: NodeJS.ProcessEnv;
let warehouse: Warehouse;
let reports: FileReport[];

/** Writes the files into a folder. */
async function send(dir: string): Promise<void> {
  await mkdir(dir);
  for (const [name, lines] of Object.entries(CSV)) await writeFile(join(dir, name), lines.join('\r\n'));
  const book = XLSX.utils.book_new();
  for (const [name, lines] of Object.entries(UDAF))
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(lines.map((line) => [...line])), name);
  await writeFile(join(dir, 'udaf11-2024.xlsx'), XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-contredit-'));
  const places = {
    ...{ sample: true, warehouse: join(folder, 'w.duckdb') },
    ...{ publication: join(folder, 'publication'), sites: join(folder, 'site') },
  };
  env = { CPCA_WAREHOUSE: places.warehouse, CPCA_PUBLICATION: places.publication };
  await send(join(folder, 'envoi'));
  const noon = () => new Date('2025-02-01T12:00:00Z');
  reports = await runIngest(places, [join(folder, 'envoi')], undefined, noon, () => {});
  const built = await runBuild(places, {}, noon, () => {});
  if (!built.ok) throw new Error(built.problems.map((found) => found.message).join('\n'));
  warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
}, 120_000);
afterAll(async () => {
  await warehouse?.close();
  await rm(folder, { recursive: true, force: true });
});

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  const { rows }: { rows: Record<string, unknown>[] } = await warehouse.knex.raw(sql);
  return rows;
}

async function check(json: boolean): Promise<{ exit: number; text: string }> {
  let text = '';
  const say = (said: string) => {
    text += said;
  };
  await warehouse.close();
  const exit = await checkCommand({ samples: true, year: 2024 }, new Output(json, say, () => {}), env);
  warehouse = await openWarehouse({ path: join(folder, 'w.duckdb'), readOnly: true });
  return { exit, text };
}

describe('rows that contradict each other, from files to the antenne', () => {
  it('are kept: all load, but the line that reverses its own two dates, which is told with its cell', () => {
    expect(
      reports.map(({ fichier, lus, charges, a_corriger }) => [fichier, lus, charges, a_corriger]),
    ).toEqual([
      ['cjse-2024.csv', 2, 1, 1],
      ['hebergement-2024.csv', 3, 3, 0],
      ['la-traverse-stages-2024.csv', 3, 3, 0],
      ['sessions-2024.csv', 2, 2, 0],
      ['stages-2024.csv', 2, 2, 0],
      ['udaf11-2024.xlsx', 4, 4, 0],
    ]);
    const told = reports
      .flatMap(({ problemes }) => problemes)
      .filter(({ code }) => code === 'DATES_INVERSEES');
    expect(told).toMatchObject([{ fichier: 'cjse-2024.csv', ligne: 6, cellule: 'I6', colonne: 'Clôture' }]);
  });

  it('are flagged by rule and row, those beside them are not', async () => {
    const found = await rowsOf('select regle, source_ref, comptee from marts.ligne_contradictoire');
    expect(
      found.map(({ regle, source_ref, comptee }) => [regle, source_ref, comptee].join(' ')).sort(),
    ).toEqual([
      'deux_sejours_ensemble hebergement-2024.csv · hebergement-2024 · ligne 5 true',
      'deux_sejours_ensemble hebergement-2024.csv · hebergement-2024 · ligne 6 true',
      'deux_sexes cjse-2024.csv · cjse-2024 · ligne 5 true',
      'deux_sexes hebergement-2024.csv · hebergement-2024 · ligne 6 true',
      'presence_avant_orientation la-traverse-stages-2024.csv · la-traverse-stages-2024 · ligne 10 true',
      'presence_avant_orientation stages-2024.csv · stages-2024 · ligne 5 true',
      'sortie_avant_entree udaf11-2024.xlsx · Sorties · ligne 6 true',
    ]);
  });

  it('are counted as their rules write it', async () => {
    // Both stays count, so that March holds 40 nights; the third is ten more.
    expect(
      await rowsOf(`select cast(personnes as integer) as personnes, cast(nuitees as integer) as nuitees
        from marts.hebergement where annee = 2024 and antenne = 'AERS' and site = '_T' and type_place = '_T'`),
    ).toEqual([{ personnes: 3, nuitees: 50 }]);
    // The person of two sexes is one person, of the sex noted last.
    expect(
      await rowsOf(`select sexe, cast(count(*) as integer) as personnes from core.personne where annee = 2024
        and antenne = 'AERS' group by sexe order by sexe`),
    ).toEqual([
      { sexe: 'femme', personnes: 1 },
      { sexe: 'homme', personnes: 4 },
    ]);
    // The attendance counts on the day of the session, the referral on its own.
    expect(
      await rowsOf(`select module, cast(count(*) as integer) as presents from marts.fait_participation
        where annee = 2024 and antenne = 'AERS' and presence = 'present' group by module`),
    ).toEqual([{ module: 'stage_responsabilisation', presents: 2 }]);
    // The exit counts at its date.
    expect(
      await rowsOf(`select cast(date_sortie as varchar) as jour from marts.fait_sortie
        where annee = 2024 and antenne = 'UDAF11' order by jour`),
    ).toEqual([{ jour: '2024-03-05' }, { jour: '2024-04-05' }]);
  });

  it('are shown to the antenne by file, sheet and line, with what is made of them, and are no failure', async () => {
    const { exit, text } = await check(false);
    expect(exit).toBe(0);
    expect(text).toContain('7 lignes qui se contredisent');
    expect(text).toContain('≠ AERS 2024 · La personne est présente avant d’être orientée');
    expect(text).toContain(
      'Lignes : stages-2024.csv · stages-2024 · ligne 5 (stage responsabilisation) : comptée',
    );
    expect(text).toContain('≠ UDAF11 2024 · La sortie précède l’entrée');
    expect(text).toContain('La ligne est gardée et comptée : ses nuits sont dans la somme');
    for (const nom of ['Corail', 'Wolbric', 'Gypse', 'AMBRE', 'VIF-24-02']) expect(text).not.toContain(nom);
  });

  it('are in the document that another program reads', async () => {
    const document: CheckReport = JSON.parse((await check(true)).text);
    expect(document.ok).toBe(true);
    expect(document.lignes_contradictoires).toHaveLength(7);
    expect(document.lignes_contradictoires[0]).toEqual({
      ...{ antenne: 'AERS', annee: 2024, regle: 'deux_sejours_ensemble' },
      libelle: 'Plus de séjours en même temps que de places dans le logement',
      regle_ecrite: expect.stringContaining('le taux d’occupation peut dépasser 100 %'),
      ...{ fichier: 'hebergement-2024.csv', feuille: 'hebergement-2024', ligne: 5 },
      ...{ module: 'hebergement', comptee: true },
    });
  });
});
