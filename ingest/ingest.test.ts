import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { loadSources, type Sources } from './contracts.ts';
import { pseudonymise } from './core/pseudonymise.ts';
import { type FileReport, ingest } from './ingest.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SAMPLES = here('../data-samples');
const key = new Uint8Array(32).fill(9);

let folder: string;
let warehouse: Warehouse;
let sources: Sources;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-ingest-'));
  warehouse = await openWarehouse({ path: join(folder, 'w.duckdb') });
  sources = await loadSources(here('sources'), here('nomenclatures'));
});
afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const load = (...paths: string[]): Promise<FileReport[]> =>
  ingest(paths, { warehouse, sources, keyFor: () => key, clock: () => new Date('2025-02-01T00:00:00Z') });

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const CLEDE = (etp = '0,5', fonction = 'Psychologue') =>
  `La Clède — Gard\nExercice;2024\n\nÉquipe\nFonction;ETP\n${fonction};${etp}\nSecrétaire;0,2\n`;
const loadedFigures = async () =>
  (await warehouse.knex('raw.figure').orderBy('cellule')).map(
    (row: { cellule: string; valeur: string | null }) => [row.cellule, Number(row.valeur)],
  );

describe('bad input', () => {
  it.each([
    ['an empty file', '', 'FICHIER_VIDE'],
    ['no table', '%PDF-1.4 …', 'FORMAT_INCONNU'],
    ['an unknown source', 'Menu;2024\nlundi;soupe\n', 'SOURCE_INCONNUE'],
  ])('%s: one message in French, the other files load', async (_, content, code) => {
    const [bad, good] = await load(
      await file('a-2024.csv', content),
      await file('la-clede-2024.csv', CLEDE()),
    );
    expect(bad).toMatchObject({ etat: 'refuse', charges: 0, problemes: [{ code, fichier: 'a-2024.csv' }] });
    expect(good).toMatchObject({ etat: 'charge', lus: 2, charges: 2, a_corriger: 0 });
  });

  it('a missing file is told by its name, not by its path', async () => {
    const [report] = await load(join(folder, 'absent.xlsx'));
    expect(report?.problemes).toMatchObject([{ code: 'FICHIER_ABSENT', fichier: 'absent.xlsx' }]);
    expect(JSON.stringify(report)).not.toContain(folder);
  });

  // 2026-11-23: Windows keeps no pipe in a folder.
  it.skipIf(process.platform === 'win32')(
    'what does not open, and what is no table, are told; the other files of the folder load',
    async () => {
      await file('la-clede-2024.csv', CLEDE());
      await file('scan.pdf', '%PDF-1.4 …');
      execFileSync('mkfifo', [join(folder, 'tuyau.csv')]);
      const reports = await load(folder, join(folder, 'tuyau.csv'));
      expect(reports.map(({ fichier, etat, problemes }) => [fichier, etat, problemes[0]?.code])).toEqual([
        ['la-clede-2024.csv', 'charge', undefined],
        ['scan.pdf', 'refuse', 'FORMAT_INCONNU'],
        ['tuyau.csv', 'refuse', 'FICHIER_ABSENT'],
      ]);
    },
  );

  it('a cell that cannot be read: its place, value, rule and mend; the good cells load', async () => {
    const [report] = await load(await file('la-clede-2024.csv', CLEDE('10.0028€')));
    expect(report).toMatchObject({ etat: 'charge', lus: 2, charges: 1, a_corriger: 1 });
    expect(report?.problemes).toMatchObject([
      {
        code: 'CHIFFRE_ILLISIBLE',
        fichier: 'la-clede-2024.csv',
        feuille: 'la-clede-2024',
        cellule: 'B6',
        ligne: 6,
        colonne: 'ETP',
        valeur: '10.0028€',
      },
    ]);
    expect(await loadedFigures()).toEqual([['B7', 0.2]]);
    expect(await warehouse.knex('meta.probleme').select('code', 'cellule')).toEqual([
      { code: 'CHIFFRE_ILLISIBLE', cellule: 'B6' },
    ]);
  });

  it('a sheet that lacks a column keeps its lines for correction, the other sheets load', async () => {
    const book = XLSX.read(await readFile(join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx')), {
      cellNF: true,
    });
    const sheet = book.Sheets['Groupe - séances'];
    const rows: unknown[][] = sheet ? XLSX.utils.sheet_to_json(sheet, { header: 1 }) : [];
    book.Sheets['Groupe - séances'] = XLSX.utils.aoa_to_sheet(rows.map((row) => [row[0], row[2], row[3]]));
    const [report] = await load(
      await file(
        'via-voltaire-2024.xlsx',
        new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer),
      ),
    );
    expect(report).toMatchObject({
      etat: 'charge',
      lus: 726,
      charges: 706,
      a_corriger: 20,
      problemes: [{ code: 'COLONNE_MANQUANTE', feuille: 'Groupe - séances', colonne: 'Date' }],
    });
  });
});

describe('a name in the wrong column', () => {
  it('in the name of a file or of a sheet, is kept by neither', async () => {
    const book = XLSX.utils.book_new();
    const rows = [['La Clède'], ['Exercice', 2024], ['Équipe'], ['Fonction', 'ETP'], ['Psychologue', 0.5]];
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), 'Suivi Zéphyrine');
    const path = await file(
      'Zéphyrine la-clede 2024.xlsx',
      new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer),
    );
    expect((await load(path))[0]).toMatchObject({
      etat: 'charge',
      charges: 1,
      fichier: 'Zéphyrine la-clede 2024.xlsx',
    });
    expect(await warehouse.knex('raw.figure').select('feuille')).toEqual([{ feuille: 'feuille 1' }]);
    expect(await warehouse.knex('meta.fichier').select('fichier')).toEqual([
      { fichier: 'la_clede_annuel-2024.xlsx' },
    ]);
  });

  it('is told to the sender by its place, and leaves no trace in the warehouse', async () => {
    const book = XLSX.read(await readFile(join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx')), {
      cellNF: true,
    });
    const sheet = book.Sheets['Suivi individuel'];
    for (const cell of ['F4', 'H5', 'J6', 'L7', 'P8', 'S9'])
      if (sheet) sheet[cell] = { t: 's', v: 'Plantée-Zéphyrine' };
    const [report] = await load(
      await file(
        'via-voltaire-2024.xlsx',
        new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer),
      ),
    );
    expect(report?.lus).toBe(726);
    expect(report?.a_corriger).toBeGreaterThanOrEqual(5);
    expect(report?.problemes.map((found) => found.cellule)).toEqual(
      expect.arrayContaining(['H5', 'J6', 'L7', 'P8', 'S9']),
    );
    await warehouse.knex.raw('checkpoint');
    expect((await readFile(join(folder, 'w.duckdb'))).toString('latin1')).not.toMatch(
      /Z\u00c3\u00a9phyrine|Plant\u00c3\u00a9e/,
    );
    for (const { table_schema, table_name } of await warehouse
      .knex('information_schema.tables')
      .select('table_schema', 'table_name')) {
      expect(JSON.stringify(await warehouse.knex(`${table_schema}.${table_name}`).select('*'))).not.toContain(
        'Zéphyrine',
      );
    }
  });
});

describe('the ledger', () => {
  it('the same file again changes nothing; a corrected one replaces it, in one transaction', async () => {
    const path = await file('la-clede-2024.csv', CLEDE('0,5'));
    expect((await load(path))[0]?.etat).toBe('charge');
    expect((await load(path))[0]?.etat).toBe('inchange');
    await file('la-clede-2024.csv', CLEDE('0,7'));
    expect((await load(path))[0]?.etat).toBe('remplace');
    expect(await loadedFigures()).toEqual([
      ['B6', 0.7],
      ['B7', 0.2],
    ]);
    expect(await warehouse.knex('meta.fichier').select('etat').orderBy('etat')).toEqual([
      { etat: 'en_vigueur' },
      { etat: 'remplace' },
    ]);
  });

  it('a file from which nothing can be loaded leaves what stands', async () => {
    const path = await file('la-clede-2024.csv', CLEDE());
    await load(path);
    await file('la-clede-2024.csv', '');
    expect((await load(path))[0]?.etat).toBe('refuse');
    expect(await loadedFigures()).toHaveLength(2);
  });

  it('a file that brings one table leaves the others, and one that brings one sheet leaves the rows of the others', async () => {
    await load(
      join(SAMPLES, 'declares', 'via-voltaire-2024.xlsx'),
      join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx'),
    );
    const mark = 'Données d’exemple, à corriger';
    const part = `Via Voltaire\nExercice;2024\n${mark}\n\nGroupe de parole de Montpellier\nIntitulé;Nombre\nSéances;19\n`;
    expect((await load(await file('via-voltaire-groupe-2024.csv', part)))[0]).toMatchObject({
      etat: 'remplace',
      charges: 1,
    });
    const parts: { partie: string }[] = await warehouse.knex('raw.figure').select('partie');
    expect(parts.filter((row) => row.partie === 'groupe_de_parole_de_montpellier')).toHaveLength(1);
    expect(parts).toHaveLength(249 - 4 + 1);
    expect(await warehouse.knex('raw.personne').count({ n: '*' })).toEqual([{ n: 546 }]);
    expect((await load(join(SAMPLES, 'declares', 'via-voltaire-2024.xlsx')))[0]?.etat).toBe('remplace');
    expect(await warehouse.knex('raw.figure').select('partie')).toHaveLength(249);
  });

  it('two files of one sending that bring the same table: the second is refused, and says which holds', async () => {
    const reports = await load(
      await file('la-clede-2024.csv', CLEDE('0,5')),
      await file('la-clede-2024-corrige.csv', CLEDE('0,7')),
    );
    expect(reports.map((report) => report.etat)).toEqual(['charge', 'refuse']);
    expect(reports[1]?.problemes).toMatchObject([{ code: 'DOUBLE_ENVOI' }]);
    expect(await loadedFigures()).toEqual([
      ['B6', 0.5],
      ['B7', 0.2],
    ]);
  });

  it('a copy of a file beside it, byte for byte, changes nothing: there is nothing to choose between', async () => {
    const reports = await load(
      await file('la-clede-2024.csv', CLEDE('0,5')),
      await file('copie-de-la-clede-2024.csv', CLEDE('0,5')),
    );
    expect(reports.map(({ etat, version }) => [etat, version])).toEqual([
      ['charge', 1],
      ['inchange', 1],
    ]);
    expect(reports.flatMap(({ problemes }) => problemes)).toEqual([]);
    expect(await warehouse.knex('meta.fichier').select('fichier', 'etat')).toEqual([
      { fichier: 'la-clede-2024.csv', etat: 'en_vigueur' },
    ]);
    expect(await warehouse.knex('meta.probleme').select('code')).toEqual([]);
    expect(await loadedFigures()).toHaveLength(2);
  });

  it('the same bytes sent for another year are loaded for that year', async () => {
    const anyYear = CLEDE().replace('Exercice;2024\n', '');
    const reports = await load(
      await file('la-clede-2023.csv', anyYear),
      await file('la-clede-2024.csv', anyYear),
    );
    expect(reports.map((report) => [report.etat, report.annee])).toEqual([
      ['charge', 2023],
      ['charge', 2024],
    ]);
  });

  it('a file is read again when one of its code lists changes', async () => {
    const path = join(SAMPLES, 'declares', 'apex-2024.xlsx');
    await load(path);
    const lists = new Map(sources.nomenclatures);
    lists.set('prescripteur', [
      ...(lists.get('prescripteur') ?? []),
      { antenne: 'APEX', libelle: 'JLD', code: 'jld', code_commun: 'jld', valide_du: '', valide_au: '' },
    ]);
    sources = { ...sources, nomenclatures: lists };
    expect((await load(path))[0]?.etat).toBe('remplace');
    expect(await warehouse.knex('raw.figure').count({ n: '*' })).toEqual([{ n: 121 }]);
  });

  it('problems of a replaced file go with it', async () => {
    await load(await file('la-clede-2024.csv', CLEDE('10.0028€')));
    await load(await file('la-clede-2024-corrige.csv', CLEDE('0,5')));
    expect(await warehouse.knex('meta.probleme').select('code')).toEqual([]);
  });

  it('another year stands beside', async () => {
    await load(
      await file('la-clede-2024.csv', CLEDE()),
      await file('la-clede-2023.csv', CLEDE('0,4').replace('2024', '2023')),
    );
    expect(await warehouse.knex('raw.figure').distinct('annee').orderBy('annee')).toEqual([
      { annee: 2023 },
      { annee: 2024 },
    ]);
  });

  it('an earlier structure is emptied when it holds samples, and refused when it holds real data', async () => {
    const sample = join(SAMPLES, 'declares', 'la-traverse-2024.csv');
    await load(sample);
    await warehouse.knex('meta.entrepot').update({ structure: 'earlier' });
    expect((await load(sample))[0]?.etat).toBe('charge');
    await warehouse.knex('meta.entrepot').update({ structure: 'earlier', echantillon: false });
    await expect(load(sample)).rejects.toMatchObject({ code: 'STRUCTURE' });
    expect(await warehouse.knex('raw.figure').count({ n: '*' })).toEqual([{ n: 37 }]);
  });

  it('samples and real data never meet', async () => {
    await load(await file('la-clede-2024.csv', CLEDE()));
    const [report] = await load(join(SAMPLES, 'declares', 'la-traverse-2024.csv'));
    expect(report).toMatchObject({ etat: 'refuse', problemes: [{ code: 'MELANGE' }] });
    expect(await loadedFigures()).toHaveLength(2);
  });

  it('a file that names persons is refused whole without a key', async () => {
    const [report] = await ingest([join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx')], {
      warehouse,
      sources,
      keyFor: () => undefined,
      clock: () => new Date(0),
    });
    expect(report).toMatchObject({ etat: 'refuse', charges: 0, problemes: [{ code: 'CLE_ABSENTE' }] });
    expect(await warehouse.knex('raw.personne').count({ n: '*' })).toEqual([{ n: 0 }]);
  });

  it('a folder is read whole, but for what it says to pass over', async () => {
    await cp(join(SAMPLES, 'declares'), join(folder, 'envois', 'declares'), { recursive: true });
    await writeFile(join(folder, 'envois', '.cpcaignore'), '# not ours\ndeclares/offre-2024.csv\n');
    const reports = await load(join(folder, 'envois'));
    expect(reports.map((report) => report.fichier)).toEqual([
      'declares/aers-2024.xlsx',
      'declares/apex-2024.xlsx',
      'declares/cpca-2024.xlsx',
      'declares/la-clede-2024.csv',
      'declares/la-traverse-2024.csv',
      'declares/udaf11-2024.xlsx',
      'declares/via-voltaire-2024.xlsx',
    ]);
    expect(reports.every((report) => report.a_corriger === 0)).toBe(true);
  });
});

describe('the key that persons go by', () => {
  const VIA_VOLTAIRE = join(SAMPLES, 'extraits', 'via-voltaire-2024.xlsx');
  const other = new Uint8Array(32).fill(7);

  async function keyed(name: string, under: Uint8Array, change?: (book: XLSX.WorkBook) => void) {
    const done = pseudonymise(await readFile(VIA_VOLTAIRE), 'via-voltaire-2024.xlsx', {
      sources,
      keyFor: () => under,
    });
    if (!done.ok) throw new Error('not written');
    const book = XLSX.read(done.bytes);
    change?.(book);
    return file(name, new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer));
  }

  it('is one: a file with names and one without agree, a file of another key is refused whole', async () => {
    const [first] = await load(await keyed('via-voltaire-2024.xlsx', key));
    expect(first).toMatchObject({ etat: 'charge', problemes: [] });
    expect(await load(VIA_VOLTAIRE)).toMatchObject([{ etat: 'remplace', problemes: [] }]);
    const before = await warehouse.knex('raw.personne').count({ n: '*' });
    const [wrong] = await load(await keyed('via-voltaire-2024.xlsx', other));
    expect(wrong).toMatchObject({ etat: 'refuse', lus: 0, charges: 0, problemes: [{ code: 'AUTRE_CLE' }] });
    expect(await warehouse.knex('raw.personne').count({ n: '*' })).toEqual(before);
    const [kind] = await warehouse.knex('meta.entrepot').select('cle');
    expect(kind.cle).toMatch(/^[0-9a-f]{16}$/);
  }, 60_000);

  it('is told to be unknown where a file no longer says it', async () => {
    const path = await keyed('via-voltaire-2024.xlsx', key, (book) => {
      for (const sheet of Object.values(book.Sheets))
        for (const [place, cell] of Object.entries(sheet))
          if (String(cell.v ?? '').startsWith('Clé n°')) sheet[place] = { t: 'z' };
    });
    const [report] = await load(path);
    expect(report).toMatchObject({ etat: 'charge', a_corriger: 0, problemes: [{ code: 'CLE_SANS_NUMERO' }] });
  }, 60_000);
});

describe('a replacement', () => {
  it('of far fewer lines, or of other persons, loads and is told; what it replaces stays in the archive', async () => {
    const name = 'pole-justice-beziers-stages-2024.csv';
    const lines = (await readFile(join(SAMPLES, 'extraits', name), 'latin1')).split('\n');
    const sending = async (from: number, to: number) => {
      const text = [...lines.slice(0, 4), ...lines.slice(4).slice(from, to)].join('\n');
      const [report] = await load(await file(name, Buffer.from(text, 'latin1')));
      return [report?.etat, report?.charges, ...(report?.problemes.map(({ code }) => code) ?? [])];
    };
    expect(await sending(0, 60)).toEqual(['charge', 60]);
    expect(await sending(0, 45)).toEqual(['remplace', 45]);
    expect(await sending(0, 6)).toEqual(['remplace', 6, 'REMPLACEMENT_PARTIEL']);
    expect(await sending(150, 158)).toEqual(['remplace', 8, 'REMPLACEMENT_PARTIEL']);
    expect(await warehouse.knex('archive.personne').count({ n: '*' })).not.toEqual([{ n: 0 }]);
  });
});
