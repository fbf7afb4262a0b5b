import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { writeAsOf } from './as-of.ts';
import { loadSources, type Sources } from './contracts.ts';
import { type FileReport, ingest } from './ingest.ts';
import {
  knownWords,
  type LedgerFile,
  motiveOf,
  type Opinion,
  readLedger,
  stateOpinion,
  validationOf,
  validatorOf,
} from './ledger.ts';
import { loadFile, prepareWarehouse } from './load.ts';
import { type ParsedFile, parseFile } from './parse-file.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SAMPLES = here('../data-samples');
const SOURCE = 'la_clede_annuel';
const day = (number: number) => new Date(Date.UTC(2025, 1, number, 9));

let folder: string;
let warehouse: Warehouse;
let sources: Sources;
let now: Date;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-ledger-'));
  warehouse = await openWarehouse({ path: join(folder, 'w.duckdb') });
  sources = await loadSources(here('sources'), here('nomenclatures'));
  now = day(1);
});
afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const load = (...paths: string[]): Promise<FileReport[]> =>
  ingest(paths, { warehouse, sources, keyFor: () => new Uint8Array(32).fill(9), clock: () => now });

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const CLEDE = (etp = '0,5', annee = '2024') =>
  `La Clède — Gard\nExercice;${annee}\n\nÉquipe\nFonction;ETP\nPsychologue;${etp}\nSecrétaire;0,2\n`;

async function ledger(asOf?: Date): Promise<LedgerFile[]> {
  return readLedger(await warehouse.connect(), asOf ? { asOf } : {});
}

async function say(etat: Opinion, motif: string | null = null, par = 'direction'): Promise<boolean> {
  const asked = { source: SOURCE, periode: '2024', etat, par, motif };
  return stateOpinion(await warehouse.connect(), asked, knownWords(sources), now);
}

const stateNow = async () => validationOf(await warehouse.connect(), SOURCE, '2024');

/** All that the warehouse holds, whatever order the engine keeps it in. */
async function contents(of: Warehouse, schemas = ['raw', 'meta', 'archive']): Promise<string> {
  const tables: { table_schema: string; table_name: string }[] = await of
    .knex('information_schema.tables')
    .whereIn('table_schema', schemas)
    .orderBy(['table_schema', 'table_name'])
    .select('table_schema', 'table_name');
  const held = [];
  for (const { table_schema, table_name } of tables) {
    const rows: unknown[] = await of.knex(`${table_schema}.${table_name}`).select('*');
    held.push([table_schema, table_name, rows.map((row) => JSON.stringify(row)).sort()]);
  }
  return JSON.stringify(held);
}

it('two files that stand never go by one name: a line is found again by it', async () => {
  await mkdir(join(folder, 'a'));
  await mkdir(join(folder, 'b'));
  await load(await file('a/envoi-2024.csv', CLEDE()));
  const offre =
    'CPCA — offre par territoire\nExercice;2024\n\nDépartement;Antenne;Action;État\n48;La Traverse;Stage de responsabilisation;en place\n';
  await load(await file('b/envoi-2024.csv', offre));
  const names = (await ledger()).filter(({ etat }) => etat === 'en_vigueur').map(({ fichier }) => fichier);
  expect(names).toHaveLength(2);
  expect(new Set(names).size).toBe(2);
  expect(names.filter((name) => /^envoi-2024( \([0-9a-f]{8}\))?\.csv$/.test(name))).toHaveLength(2);

  // A corrected file keeps the name of the one it replaces.
  await load(await file('a/envoi-2024.csv', CLEDE('0,6')));
  const after = (await ledger()).filter(({ etat }) => etat === 'en_vigueur').map(({ fichier }) => fichier);
  expect(after.sort()).toEqual(names.sort());
});

describe('a line of the ledger', () => {
  it('says the file, its source and period, its version, its contract and its counts', async () => {
    await load(join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx'));
    const bytes = await readFile(join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx'));
    const parsed = parseFile(bytes, 'via-voltaire-2024.xlsx', sources, () => new Uint8Array(32).fill(9));
    expect(await ledger()).toEqual([
      {
        fichier_id: parsed.fichier_id,
        sha256: parsed.sha256,
        fichier: 'via-voltaire-2024.xlsx',
        source: 'via_voltaire_suivi',
        antenne: 'VIA_VOLTAIRE',
        annee: 2024,
        periode: '2024',
        contrat: parsed.origine?.contrat,
        version: 1,
        lus: 726,
        charges: 726,
        a_corriger: 0,
        totaux: expect.any(Number),
        etat: 'en_vigueur',
        charge_le: '2025-02-01 09:00:00',
        remplace_le: null,
        validation: { etat: 'a_valider', avis: null, caduc: null },
      },
    ]);
    const parts = await warehouse.knex('meta.partie').select('partie', 'lignes').orderBy('partie');
    expect(parts.map(({ partie }) => partie)).toEqual(['presences', 'seances', 'suivi']);
    expect(parts.reduce((sum, { lignes }) => sum + Number(lignes), 0)).toBe(726);
  });

  it('is kept for a file that was refused, under a name that may be kept', async () => {
    await load(await file('Zéphyrine Plantée.csv', 'Menu;lundi\nsoupe;2\n'));
    const [line] = await ledger();
    expect(line).toMatchObject({ etat: 'refuse', source: null, version: null, charges: 0, validation: null });
    expect(line?.fichier).toMatch(/^fichier-[0-9a-f]{8}\.csv$/);
    expect(await contents(warehouse)).not.toMatch(/Zéphyrine|Plantée/);
  });

  it('tells of a refused file how many lines were to correct, and is replaced once it loads', async () => {
    const path = await file('la-clede-2024.csv', CLEDE('abc').replace('0,2', 'def'));
    await load(path);
    expect(await ledger()).toMatchObject([{ etat: 'refuse', lus: 2, a_corriger: 2, source: SOURCE }]);
    now = day(2);
    await load(await file('la-clede-2024.csv', CLEDE()));
    expect((await ledger()).map(({ etat, version }) => [etat, version])).toEqual([
      ['en_vigueur', 1],
      ['refuse', null],
    ]);
  });

  it('of a second file that brings the same table says that it was refused', async () => {
    await load(await file('la-clede-2024.csv', CLEDE()), await file('la-clede-2024-bis.csv', CLEDE('0,7')));
    expect((await ledger()).map(({ etat, lus }) => [etat, lus])).toEqual([
      ['en_vigueur', 2],
      ['refuse', 0],
    ]);
    expect(await warehouse.knex('meta.probleme').select('code')).toEqual([{ code: 'DOUBLE_ENVOI' }]);
  });
});

describe('the same file again', () => {
  it('changes nothing of what the warehouse holds, be it loaded or refused', async () => {
    const paths = [
      await file('la-clede-2024.csv', CLEDE('10.0028€')),
      await file('autre.csv', 'Menu;lundi\n'),
    ];
    await load(...paths);
    const before = await contents(warehouse);
    now = day(2);
    expect((await load(...paths)).map(({ etat, version }) => [etat, version])).toEqual([
      ['inchange', 1],
      ['refuse', null],
    ]);
    expect(await contents(warehouse)).toBe(before);
  });
});

describe('a corrected file', () => {
  it('is the next version of its source and period; the one before can be read as of then', async () => {
    await load(await file('la-clede-2024.csv', CLEDE('0,5')));
    now = day(3);
    await load(await file('la-clede-2024.csv', CLEDE('0,7')));
    const line = ({ etat, version, charge_le, remplace_le }: LedgerFile) => [
      etat,
      version,
      charge_le,
      remplace_le,
    ];
    expect((await ledger()).map(line)).toEqual([
      ['en_vigueur', 2, '2025-02-03 09:00:00', null],
      ['remplace', 1, '2025-02-01 09:00:00', '2025-02-03 09:00:00'],
    ]);
    expect((await ledger(day(2))).map(line)).toEqual([['en_vigueur', 1, '2025-02-01 09:00:00', null]]);
    expect(await ledger(new Date(0))).toEqual([]);
  });

  it('replaces rows, ledger, problems and validation at once or not at all', async () => {
    await load(await file('la-clede-2024.csv', CLEDE('10.0028€')));
    await say('valide');
    const before = await contents(warehouse);
    const parsed = parseFile(Buffer.from(CLEDE('0,7')), 'la-clede-2024.csv', sources, () => undefined);
    const [figure] = parsed.tables.get('figure') ?? [];
    const broken: ParsedFile = {
      ...parsed,
      tables: new Map([
        ['figure', parsed.tables.get('figure') ?? []],
        ['seance', [{ ...figure, partie: 'seances', capacite: 'not a number' }]],
      ]),
    };
    await expect(loadFile(warehouse, broken, day(2))).rejects.toThrow();
    expect(await contents(warehouse)).toBe(before);
  });

  it('a file taken back after another is a version of its own, and each moment can be read', async () => {
    const first = await file('la-clede-2024.csv', CLEDE('0,5'));
    await load(first);
    now = day(2);
    await load(await file('la-clede-corrige-2024.csv', CLEDE('0,7')));
    now = day(3);
    expect(await load(first)).toMatchObject([{ etat: 'remplace', version: 3 }]);
    expect((await ledger()).map(({ etat, version }) => [etat, version])).toEqual([
      ['en_vigueur', 3],
      ['remplace', 2],
    ]);
    expect((await ledger(day(1))).map(({ etat, version }) => [etat, version])).toEqual([['en_vigueur', 1]]);
    expect((await ledger(day(2))).map(({ etat, version }) => [etat, version])).toEqual([
      ['en_vigueur', 2],
      ['remplace', 1],
    ]);
  });
});

describe('last year’s sheet sent again', () => {
  /** A file of so many lines of one part, and of others that are this year's own. */
  function sent(annee: number, alike: number, own: number): ParsedFile {
    const parsed = parseFile(
      Buffer.from(CLEDE('0,5', String(annee))),
      'la-clede.csv',
      sources,
      () => undefined,
    );
    const [figure] = parsed.tables.get('figure') ?? [];
    const lines = (partie: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...figure, partie, cellule: `A${index + 1}` }));
    return {
      ...parsed,
      lus: alike + own,
      charges: alike + own,
      empreintes: new Map([
        ['suivi', 'same'],
        ['stages', `own of ${annee}`],
      ]),
      tables: new Map([['figure', [...lines('suivi', alike), ...lines('stages', own)]]]),
    };
  }
  const loadSent = (file: ParsedFile) => loadFile(warehouse, file, now);

  it('is refused whole, told with the year that it was sent for, and leaves what stands', async () => {
    await prepareWarehouse(warehouse);
    await loadSent(sent(2023, 30, 5));
    const before = await warehouse.knex('raw.figure').count({ n: '*' });
    const loaded = await loadSent(sent(2024, 30, 5));
    expect(loaded).toMatchObject({ etat: 'refuse', version: null, problemes: [{ code: 'DEJA_ENVOYE' }] });
    expect(loaded.problemes[0]?.message).toBe(
      '« la-clede.csv » est présenté pour 2024, mais 30 de ses 35 lignes sont celles déjà reçues pour 2023 (« la-clede.csv ») : rien n’en a été chargé.',
    );
    expect(await warehouse.knex('raw.figure').count({ n: '*' })).toEqual(before);
    expect((await ledger()).map(({ annee, etat }) => [annee, etat])).toEqual([
      [2023, 'en_vigueur'],
      [2024, 'refuse'],
    ]);
    expect(await warehouse.knex('meta.probleme').select('code')).toEqual([{ code: 'DEJA_ENVOYE' }]);
  });

  it.each([
    ['a few lines alike', 9, 0],
    ['less than half of the lines alike', 30, 31],
  ])('%s: loaded, and told', async (_, alike, own) => {
    await prepareWarehouse(warehouse);
    await loadSent(sent(2023, alike, own));
    expect(await loadSent(sent(2024, alike, own))).toMatchObject({
      etat: 'charge',
      problemes: [{ code: 'DEJA_ENVOYE_EN_PARTIE' }],
    });
  });

  it('is no other year’s: the same year corrected, or another source, is not compared', async () => {
    await prepareWarehouse(warehouse);
    await loadSent(sent(2023, 30, 0));
    expect(await loadSent({ ...sent(2023, 30, 0), fichier_id: 'another' })).toMatchObject({ problemes: [] });
    const other = sent(2024, 30, 0);
    if (!other.origine) throw new Error('not recognised');
    expect(await loadSent({ ...other, origine: { ...other.origine, source: 'another' } })).toMatchObject({
      etat: 'charge',
      problemes: [],
    });
  });
});

describe('a warehouse as it stood', () => {
  it('after any run of sendings, holds for each moment what it held then', async () => {
    const contentsAt = async (): Promise<string> => contents(warehouse, ['raw', 'meta']);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.constantFrom('0,5', '0,7', 'abc', '10.0028€'), fc.constantFrom('2023', '2024')),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        async (sendings) => {
          for (const schema of ['raw', 'meta', 'archive'])
            await warehouse.knex.raw(`drop schema if exists ${schema} cascade`);
          await prepareWarehouse(warehouse);
          const held: string[] = [];
          for (const [index, [etp, annee]] of sendings.entries()) {
            now = day(index + 1);
            await load(await file('la-clede.csv', CLEDE(etp, annee)));
            if (index % 2 === 0 && annee === '2024' && etp !== 'abc') await say('valide');
            held.push(await contentsAt());
          }
          const from = join(folder, 'w.duckdb');
          await warehouse.close();
          for (const [index, content] of held.entries()) {
            const copy = join(folder, `stood-${index}.duckdb`);
            await writeAsOf(from, copy, day(index + 1));
            const stood = await openWarehouse({ path: copy, readOnly: true });
            expect(await contents(stood)).toBe(content);
            await stood.close();
            await rm(copy);
          }
          warehouse = await openWarehouse({ path: from });
        },
      ),
      { numRuns: 8, seed: 2024 },
    );
  }, 60_000);

  it('refuses a moment at which nothing stood, and leaves no file behind', async () => {
    await load(await file('la-clede-2024.csv', CLEDE()));
    const copy = join(folder, 'stood.duckdb');
    await warehouse.close();
    await expect(writeAsOf(join(folder, 'w.duckdb'), copy, new Date(0))).rejects.toMatchObject({
      code: 'RIEN_A_CET_INSTANT',
    });
    await expect(readFile(copy)).rejects.toMatchObject({ code: 'ENOENT' });
    warehouse = await openWarehouse({ path: join(folder, 'w.duckdb') });
  });
});

describe('a validation', () => {
  it('holds for what stands, lapses visibly with the next file, and holds again only when said again', async () => {
    await load(await file('la-clede-2024.csv', CLEDE()));
    expect(await stateNow()).toEqual({ etat: 'a_valider', avis: null, caduc: null });
    expect(await say('valide')).toBe(true);
    const valid = { etat: 'valide', par: 'direction', motif: null, le: '2025-02-01 09:00:00' };
    expect(await stateNow()).toEqual({ etat: 'valide', avis: valid, caduc: null });
    now = day(2);
    expect(await load(await file('la-clede-2024.csv', CLEDE('0,7')))).toMatchObject([
      { validation_caduque: true },
    ]);
    expect(await stateNow()).toEqual({ etat: 'a_valider', avis: null, caduc: valid });
    expect((await ledger())[0]?.validation).toEqual({ etat: 'a_valider', avis: null, caduc: valid });
    expect((await ledger(day(1)))[0]?.validation).toEqual({ etat: 'valide', avis: valid, caduc: null });
    await say('valide');
    expect((await stateNow())?.etat).toBe('valide');
  });

  it('stays when the same file is sent again, when another year comes, and when a file is refused', async () => {
    const path = await file('la-clede-2024.csv', CLEDE());
    await load(path);
    await say('valide');
    now = day(2);
    const reports = await load(
      path,
      await file('la-clede-2023.csv', CLEDE('0,4', '2023')),
      await file('x-la-clede-2024.csv', ''),
    );
    expect(reports.map(({ validation_caduque }) => validation_caduque)).toEqual([false, false, false]);
    expect((await stateNow())?.etat).toBe('valide');
  });

  it('stays, and so does the version, when a code list grows and the same file gives the same rows', async () => {
    const path = await file('la-clede-2024.csv', CLEDE());
    await load(path);
    await say('valide');
    const [line] = await ledger();
    const parsed = parseFile(Buffer.from(CLEDE()), 'la-clede-2024.csv', sources, () => undefined);
    if (!parsed.origine) throw new Error('not recognised');
    const reread = { ...parsed, origine: { ...parsed.origine, contrat: 'another' } };
    expect(await loadFile(warehouse, reread, day(2))).toMatchObject({
      etat: 'remplace',
      version: 1,
      caduc: false,
    });
    expect((await ledger())[0]).toMatchObject({
      contrat: 'another',
      version: 1,
      validation: { etat: 'valide' },
    });
    expect((await ledger(day(1)))[0]).toMatchObject({
      contrat: line?.contrat,
      validation: { etat: 'valide' },
    });
    const rows = parsed.tables.get('figure') ?? [];
    const other = new Map([['figure' as const, rows.map((row) => ({ ...row, valeur: 9 }))]]);
    const changed = { ...reread, origine: { ...reread.origine, contrat: 'third' }, tables: other };
    expect(await loadFile(warehouse, changed, day(3))).toMatchObject({ version: 1, caduc: true });
    expect((await stateNow())?.etat).toBe('a_valider');
  });

  it('can be contested, for a reason; the last word counts, and every word is kept', async () => {
    await load(await file('la-clede-2024.csv', CLEDE()));
    await say('valide');
    now = day(2);
    await say('conteste', 'Le tableau des ETP est celui de 2022.');
    expect(await stateNow()).toMatchObject({
      etat: 'conteste',
      avis: { motif: 'Le tableau des ETP est celui de 2022.' },
    });
    expect(await say('conteste', 'Le tableau des ETP est celui de 2022.')).toBe(false);
    expect(await warehouse.knex('meta.validation').select('numero', 'etat').orderBy('numero')).toEqual([
      { numero: 1, etat: 'valide' },
      { numero: 2, etat: 'conteste' },
    ]);
  });

  it('needs something that stands, and says what does', async () => {
    await load(await file('la-clede-2023.csv', CLEDE('0,5', '2023')));
    await expect(say('valide')).rejects.toMatchObject({
      code: 'RIEN_A_VALIDER',
      remede: 'Sources et périodes en vigueur : la_clede_annuel 2023.',
    });
  });

  it.each([
    ...[
      '',
      'x',
      'a@b.fr',
      '0612345678',
      'x'.repeat(61),
      'd\u0000e',
      'Zéphyrine',
      'Zéphyrine Plantée',
      'Anna',
    ],
    ...['PLANTEE', 'direction, Zéphyrine Plantée', 'Direction (mme plantée)', 'direction zéphyrine-Plantée'],
  ])('is said by a function or initials, not by %j', async (par) => {
    await load(await file('la-clede-2024.csv', CLEDE()));
    await expect(say('valide', null, par)).rejects.toMatchObject({ code: 'VALIDATEUR' });
  });

  it.each([
    ...[
      'direction',
      'Direction de La Clède',
      'cheffe de service',
      'présidente',
      'D. E.',
      'J.-P. D.',
      'DE',
      'D',
    ],
    ...[
      'responsable du Pôle Justice Béziers',
      'Coordinatrice régionale (CPCA)',
      'référent·e'.replace('·e', 'e'),
    ],
  ])('is said by %j', async (par) => {
    expect(validatorOf(par, knownWords(sources))).toBe(par);
  });

  it.each([
    'Une ligne manque.',
    'Le tableau des sorties est celui de 2023. Il manque la feuille Orientations de Via Voltaire.',
    'La cellule B6 du tableau Équipe et les ETP sont ceux de La Clède.',
  ])('is contested because of %j', (motif) => {
    expect(motiveOf(motif, knownWords(sources))).toBe(motif);
  });

  it.each([
    ...['', 'voir a@b.fr', 'né le 03/10/1980', 'appeler le 06 12 34 56 78', 'x'.repeat(201)],
    ...['La ligne de Zéphyrine Plantée est fausse.', 'la ligne de mme plantée', 'La personne née en mars'],
    ...['Voir M. plantée', 'La personne de 1984 manque', 'Une ligne, PLANTÉE, manque', 'Il est né(e) ici'],
  ])('is not contested because of %j', async (motif) => {
    await load(await file('la-clede-2024.csv', CLEDE()));
    await expect(say('conteste', motif)).rejects.toMatchObject({ code: 'MOTIF' });
  });
});
