import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../contracts.ts';
import { type ParsedFile, parseFile } from '../parse-file.ts';
import { contractSchema } from './contract.ts';
import { type Pseudonymised, pseudonymise } from './pseudonymise.ts';
import { read } from './readers/read.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SAMPLES = here('../../data-samples');
const VIA_VOLTAIRE = join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx');
const TODAY = '2025-02-01';
const key = Uint8Array.from({ length: 32 }, (_, index) => index * 3);

let sources: Sources;
let samples: { nom: string; bytes: Uint8Array }[];
beforeAll(async () => {
  sources = await loadSources(here('../sources'), here('../nomenclatures'));
  const names = (await readdir(SAMPLES, { recursive: true }))
    .filter((name) => /\.(csv|xlsx|xls|ods)$/.test(name) && !name.startsWith('programme'))
    .sort();
  samples = await Promise.all(
    names.map(async (nom) => ({ nom, bytes: new Uint8Array(await readFile(join(SAMPLES, nom))) })),
  );
});

const without = (bytes: Uint8Array, nom: string): Pseudonymised =>
  pseudonymise(bytes, nom, { sources, keyFor: () => key, aujourdhui: TODAY });

const parse = (bytes: Uint8Array, nom: string, withKey: boolean): ParsedFile =>
  parseFile(bytes, nom, sources, () => (withKey ? key : undefined), TODAY);

/** Rows as they load, but for the file that they come from and its lines; a CSV's only sheet is named after the file. */
function rowsOf(file: ParsedFile, csv = false): unknown[] {
  return [...file.tables].map(([table, rows]) => [
    table,
    rows.map(({ fichier_id: _file, ligne: _line, feuille, ...row }) => [csv ? null : feuille, row]),
  ]);
}

/** The Via Voltaire sample with some cells written over; a cell of null is emptied. */
async function changed(cells: Record<string, XLSX.CellObject | null>, more?: (book: XLSX.WorkBook) => void) {
  const book = XLSX.read(await readFile(VIA_VOLTAIRE), { cellNF: true });
  const sheet = book.Sheets['Suivi individuel'];
  for (const [cell, content] of Object.entries(cells)) if (sheet) sheet[cell] = content ?? { t: 'z' };
  more?.(book);
  return new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
}

function done(result: Pseudonymised): Extract<Pseudonymised, { ok: true }> {
  if (!result.ok) throw new Error(JSON.stringify(result.problemes.slice(0, 3)));
  return result;
}

describe('a file without names', () => {
  it('is the same whatever was read before it', async () => {
    const of = (nom: string) => samples.find((sample) => sample.nom.endsWith(nom))?.bytes ?? new Uint8Array();
    const alone = done(without(of('udaf11-2024.xls'), 'udaf11-2024.xls')).bytes;
    for (const { nom, bytes } of samples) read(bytes, nom);
    expect(done(without(of('udaf11-2024.xls'), 'udaf11-2024.xls')).bytes).toEqual(alone);
    expect(await strange()).toEqual(alone);

    /** Written after a file whose own format stands nowhere else. */
    async function strange(): Promise<Uint8Array> {
      read(await changed({ A30: { t: 'n', v: 45_000, z: '"Dupont" yyyy' } }), 'autre.xlsx');
      return done(without(of('udaf11-2024.xls'), 'udaf11-2024.xls')).bytes;
    }
  });

  it('loads, without the key, the rows that the file with names loads with it, for every sample', () => {
    let named = 0;
    for (const { nom, bytes } of samples) {
      const original = parse(bytes, nom, true);
      const result = without(bytes, nom);
      if (!original.nominatif) {
        expect([nom, result.ok || result.problemes.map(({ code }) => code)]).toEqual([
          nom,
          ['SANS_PERSONNE'],
        ]);
        continue;
      }
      named += 1;
      const written = done(result);
      const again = parse(written.bytes, written.nom, false);
      expect([nom, again.problemes]).toEqual([nom, []]);
      expect([nom, again.lus, again.charges]).toEqual([nom, original.charges, original.charges]);
      expect(again.origine).toEqual(original.origine);
      const csv = nom.endsWith('.csv');
      expect(rowsOf(again, csv)).toEqual(rowsOf(original, csv));
      expect(again.nom_conserve).toBe(written.nom);
    }
    expect(named).toBeGreaterThan(0);
  }, 240_000);

  it('has the same bytes each time', async () => {
    const bytes = await readFile(VIA_VOLTAIRE);
    const hash = () =>
      createHash('sha256')
        .update(done(without(bytes, 'via-voltaire-2024.xlsx')).bytes)
        .digest('hex');
    const first = hash();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(hash()).toBe(first);
  });

  it('names nobody: no name, file number, day of birth nor anything but what the contract knows', async () => {
    const bytes = await readFile(VIA_VOLTAIRE);
    const book = XLSX.read(bytes);
    const sheet = book.Sheets['Suivi individuel'];
    const persons: Record<string, string>[] = sheet
      ? XLSX.utils.sheet_to_json(sheet, { range: 2, raw: false, dateNF: 'dd/mm/yyyy' })
      : [];
    const identifying = persons
      .filter((row) => row['N° dossier'] !== 'Total')
      .flatMap((row) => [row.Nom, row.Prénom, row['N° dossier'], row['Né(e) le']].map(String));
    expect(identifying.length).toBeGreaterThan(2000);
    const opened = read(done(without(bytes, 'via-voltaire-2024.xlsx')).bytes, 'x.xlsx');
    if (!opened.ok) throw new Error('not read');
    const texts = new Set(
      opened.classeur.feuilles.flatMap(({ rows }) => rows.flat().map((cell) => cell.text)),
    );
    // A day on which somebody was born may be the day of a session.
    const days = new Set(
      persons.flatMap((row) => [
        row['Début du suivi'],
        row['Orienté le'],
        row['Fin du suivi'],
        row['Situation relevée le'],
      ]),
    );
    expect(identifying.filter((text) => texts.has(text) && !days.has(text))).toEqual([]);
    expect(opened.classeur.feuilles[0]?.rows[5]?.slice(0, 4).map((cell) => cell.text)).toEqual([
      'Clé de la personne',
      'Année de naissance',
      'Identification',
      'Sexe',
    ]);
    expect(texts).toContain('Nouvel accueil 2024');
  });

  it('leaves out unknown columns and sheets and hidden ones, says which, and takes no title along', async () => {
    const bytes = await changed(
      {
        A1: {
          t: 's',
          v: 'Via Voltaire, suivi de Zéphyrine Plantée (extrait fictif : aucune personne réelle)',
        },
        Y3: { t: 's', v: 'Observations' },
        Y4: { t: 's', v: 'Zéphyrine Plantée' },
      },
      (book) => {
        XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['Zéphyrine', 12]]), 'Adresses');
        const sheet = book.Sheets['Suivi individuel'];
        if (sheet) sheet['!ref'] = 'A1:Y600';
      },
    );
    const written = done(without(bytes, 'zephyrine-plantee-2024.xlsx'));
    expect(written.ecartes).toEqual(
      expect.arrayContaining([
        { feuille: 'Suivi individuel', colonne: 'Observations' },
        { feuille: 'Adresses', colonne: null },
      ]),
    );
    expect(written.nom).toBe('via_voltaire_suivi-2024-pseudonyme.xlsx');
    const book = XLSX.read(written.bytes);
    expect(JSON.stringify(book)).not.toMatch(/z[ée]phyrine|plant[ée]e/i);
    expect(book.SheetNames).toEqual(['Suivi individuel', 'Groupe - séances', 'Groupe - présences']);
  });

  it('takes no line for headings, whatever its words', async () => {
    const plain = done(without(await changed({}), 'via-voltaire-2024.xlsx'));
    const bytes = await changed({ B5: { t: 's', v: 'Nom' }, C5: { t: 's', v: 'Prénom' } });
    expect(done(without(bytes, 'via-voltaire-2024.xlsx')).ecartes).toEqual(plain.ecartes);
  });

  it('keeps a line to correct out, tells it, and holds to read = written + to correct', async () => {
    const bytes = await changed({ G4: { t: 's', v: 'Plantée-Zéphyrine' }, D6: { t: 's', v: '31/02/1980' } });
    const original = parse(bytes, 'via-voltaire-2024.xlsx', true);
    const written = done(without(bytes, 'via-voltaire-2024.xlsx'));
    expect(written.a_corriger).toBe(original.a_corriger);
    expect(written.a_corriger).toBeGreaterThanOrEqual(2);
    expect(written.lus).toBe(written.ecrites + written.a_corriger);
    expect(rowsOf(parse(written.bytes, 'x.xlsx', false))).toEqual(rowsOf(original));
    expect(JSON.stringify(XLSX.read(written.bytes))).not.toContain('Zéphyrine');
  });

  it('holds no formula, and what looks like one stays a text', async () => {
    const lists = new Map(sources.nomenclatures);
    const label = {
      antenne: 'VIA_VOLTAIRE',
      libelle: '@accueil',
      code: 'piege',
      code_commun: 'piege',
      valide_du: '',
      valide_au: '',
    };
    lists.set('site', [...(lists.get('site') ?? []), label]);
    sources = { ...sources, nomenclatures: lists };
    const written = done(without(await changed({ H4: { t: 's', v: '@accueil' } }), 'via-voltaire-2024.xlsx'));
    const sheet = XLSX.read(written.bytes, { cellFormula: true }).Sheets['Suivi individuel'] ?? {};
    const cells = Object.values(sheet).filter(
      (cell): cell is XLSX.CellObject => typeof cell === 'object' && 't' in cell,
    );
    expect(cells.some(({ t, v }) => t === 's' && v === '@accueil')).toBe(true);
    expect(cells.filter(({ f }) => f !== undefined)).toEqual([]);
  });
});

describe('what a contract can say', () => {
  const CONTRACT = {
    ...{ source: 'essai_suivi', genre: 'lignes', libelle: 'Essai', antenne: 'ESSAI', mentions: ['essai'] },
    feuilles: [
      {
        ...{ nom: 'suivi', grain: 'Une ligne par personne.', identite: 'personne', onglets: ['Suivi'] },
        colonnes: {
          dossier: { etiquettes: ['Dossier'], type: 'dossier' },
          nom: { etiquettes: ['Nom'], type: 'nom', requis: true },
          prenom: { etiquettes: ['Prénom'], type: 'prenom', requis: true },
          naissance: { etiquettes: ['Naissance'], type: 'naissance' },
          sexe: { etiquettes: ['Sexe'], type: 'sexe' },
          departement: { etiquettes: ['Département'], type: 'departement' },
          tranche: { etiquettes: ['Âge'], type: 'tranche_age' },
          debut: { etiquettes: ['Début'], type: 'date', au_mois: 'debut' },
          fin: { etiquettes: ['Fin'], type: 'date', au_mois: 'fin' },
          enfants: { etiquettes: ['Enfants'], type: 'entier' },
        },
        vers: {
          personne: {
            colonnes: {
              ...{ sexe: 'sexe', annee_naissance: 'naissance', departement_residence: 'departement' },
              ...{ tranche_age: 'tranche', enfants_moins_3: 'enfants' },
            },
          },
          accompagnement: {
            colonnes: { module: { constante: 'suivi' }, date_debut: 'debut', date_fin: 'fin' },
          },
        },
      },
      {
        ...{
          nom: 'entretiens',
          grain: 'Une ligne par entretien.',
          identite: 'evenement',
          onglets: ['Entretiens'],
        },
        colonnes: {
          dossier: { etiquettes: ['Dossier'], type: 'dossier', requis: true },
          mois: { etiquettes: ['Mois'], type: 'mois', requis: true },
        },
        vers: { entretien: { colonnes: { module: { constante: 'suivi' }, date_entretien: 'mois' } } },
      },
      {
        ...{ nom: 'groupe', grain: 'Une ligne par personne.', identite: 'anonyme', onglets: ['Groupe'] },
        colonnes: {
          seance: { etiquettes: ['Séance'], type: 'repere', requis: true },
          sexe: { etiquettes: ['Sexe'], type: 'sexe' },
        },
        vers: { participation: { colonnes: { seance: 'seance', presence: { constante: 'present' } } } },
      },
    ],
  };

  it('births not known, months without a day, bands, absences, events and anonymous persons come back alike', () => {
    const book = XLSX.utils.book_new();
    const sheet = (nom: string, rows: unknown[][]) =>
      XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), nom);
    sheet('Suivi', [
      ['Essai'],
      ['Exercice', 2024],
      ['Dossier', 'Nom', 'Prénom', 'Naissance', 'Sexe', 'Département', 'Âge', 'Début', 'Fin', 'Enfants'],
      ['A 1', 'Plantée', 'Zéphyrine', '03/10/1980', 'Femme', '34', '- de 30 ans', 'mars 2024', 'mai 2024', 2],
      ['A 2', 'Inventé', 'Gédéonix', null, 'NC', '75', '30/99', '2/3/24', '', 'NC'],
      ['A 3', 'Inventé', 'Barnabélix', '1991', 'n.r.', '-', '?', '01/03/2024', '31/03/2024', 0],
      [null, 'Chimère', 'Ursulix', '1/2/70', 1, 'Hérault', '18 ans', 'janv. 2024', '', ''],
      ['A 5', '???', 'Ursulix', '1/2/70', 1, 'Hérault', '18 ans', 'janv. 2024', '', ''],
      ['Total', '', '', '', '', '', '', '', '', 2],
    ]);
    // Two tables on one sheet, the second under its own title.
    sheet('Entretiens', [
      ['Dossier', 'Mois'],
      ...[
        ['a 1', 'avril 2024'],
        ['A 2', '05/2024'],
        ['A 1', 'juin 2024'],
        ['A 9', 'juin 2024'],
      ],
      [],
      ['Groupe de parole'],
      ['Séance', 'Sexe'],
      ...[
        ['S1', 'H'],
        ['S1', 'H'],
        ['S2', 'F'],
      ],
    ]);
    const contract = contractSchema.parse(CONTRACT);
    const bands = [
      { antenne: 'ESSAI', code: 'moins_30', libelle: 'moins de 30 ans', age_min: 0, age_max: 29 },
      { antenne: 'ESSAI', code: '30_plus', libelle: '30 ans et plus', age_min: 30, age_max: 130 },
      { antenne: 'ESSAI', code: '30_99', libelle: '30/99 ans', age_min: 30, age_max: 99 },
    ];
    const lists = { ...sources, contracts: [contract], tranches: bands };
    const bytes = new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
    const original = parseFile(bytes, 'essai-2024.xlsx', lists, () => key, TODAY);
    expect(original.problemes.map(({ code, ligne }) => [code, ligne])).toEqual([
      ['VALEUR_MANQUANTE', 8],
      ['DOSSIER_INCONNU', 5],
    ]);
    const written = done(
      pseudonymise(bytes, 'essai-2024.xlsx', { sources: lists, keyFor: () => key, aujourdhui: TODAY }),
    );
    const again = parseFile(written.bytes, written.nom, lists, () => undefined, TODAY);
    expect(again.problemes).toEqual([]);
    expect(rowsOf(again)).toEqual(rowsOf(original));
    expect(original.tables.get('personne')).toMatchObject([
      { identification: 'complete', annee_naissance: 1980, tranche_age: 'moins_30', enfants_moins_3: 2 },
      {
        identification: 'sans_naissance',
        annee_naissance: null,
        departement_residence: 'hors_zone',
        sexe: 'inconnu',
      },
      {
        identification: 'sans_naissance',
        annee_naissance: 1991,
        departement_residence: 'sans_objet',
        enfants_moins_3: 0,
      },
      { identification: 'complete', annee_naissance: 1970, sexe: 'homme' },
    ]);
    expect(again.tables.get('accompagnement')?.map(({ dates_au_mois }) => dates_au_mois)).toEqual([
      'date_debut,date_fin',
      null,
      null,
      'date_debut',
    ]);
    expect(again.tables.get('entretien')).toHaveLength(3);
    expect(again.tables.get('participation')?.map(({ personne_key }) => personne_key)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('no file without names is written', () => {
  it.each([
    ['of declared tables', 'declares/apex-2024.xlsx', 'SANS_PERSONNE'],
    ['of rows about nobody', 'declares/offre-2024.csv', 'SANS_PERSONNE'],
  ])('from a file %s', async (_, path, code) => {
    expect(without(await readFile(join(SAMPLES, path)), path)).toMatchObject({
      ok: false,
      problemes: [{ code }],
    });
  });

  it('from one that is such already', async () => {
    const { bytes, nom } = done(without(await readFile(VIA_VOLTAIRE), 'via-voltaire-2024.xlsx'));
    expect(without(bytes, nom)).toMatchObject({ ok: false, problemes: [{ code: 'DEJA_PSEUDONYME' }] });
  });

  it('without a key, nor from what is no table', async () => {
    const options = { sources, keyFor: () => undefined, aujourdhui: TODAY };
    expect(pseudonymise(await readFile(VIA_VOLTAIRE), 'v.xlsx', options)).toMatchObject({
      ok: false,
      problemes: [{ code: 'CLE_ABSENTE' }],
    });
    expect(without(new Uint8Array(), 'v.xlsx')).toMatchObject({
      ok: false,
      problemes: [{ code: 'FICHIER_VIDE' }],
    });
  });
});
