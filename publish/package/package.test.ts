import { execFile, execFileSync } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { fixtureWarehouse } from '../fixture-warehouse.ts';
import { readPublicationRules } from '../publication-rules.ts';
import { publishRelease } from '../release.ts';
import { hashOfContent } from '../release-content.ts';
import { sha256 } from '../sha256.ts';
import { declaredBreaks } from './breaks.ts';
import { codebook } from './codebook.ts';
import { type Printer, writePapers } from './papers.ts';
import { riskReport } from './risks.ts';
import { readPackageWords, untranslated } from './words.ts';

const run = promisify(execFile);
const rules = await readPublicationRules();
const words = await readPackageWords();

/** Stands for a browser, which is tried where it is: what it prints is the page itself. */
const imprimer: Printer = async (html, pdf) => copyFile(html, pdf).then(() => true);

let root: string;
let release: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-package-'));
  const warehouse = await fixtureWarehouse();
  const published = await publishRelease({
    ...{ warehouse, out: root, ...rules, donneesDu: '2024-12-31', sample: true },
    ...{ entrees: [], modeles: {}, parametres: {}, clock: () => new Date('2025-03-01T10:00:00Z') },
    ...{ logger: { info: () => undefined }, imprimer },
  });
  await warehouse.close();
  release = published.release;
  folder = join(published.dir, 'recherche');
}, 120_000);
afterAll(async () => rm(root, { recursive: true, force: true }));

const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

interface Described {
  resources: {
    name: string;
    path: string;
    format: string;
    schema?: { fields: { name: string; type: string }[] };
  }[];
}

async function described(): Promise<Described> {
  return JSON.parse(await text('datapackage.json')) as Described;
}

describe('the research package', () => {
  it('is described as Frictionless asks', async () => {
    const document = await described();
    const profile = async (name: string) => {
      const url = new URL(`../../tests/known/frictionless/${name}.json`, import.meta.url);
      // zod reads the choice between `data` and `path`, which only requires one of them, as always both: held below.
      const source: unknown = JSON.parse(await readFile(url, 'utf8'), (key, value: unknown) =>
        key === 'oneOf' && JSON.stringify(value).includes('"required"') ? undefined : value,
      );
      return z.fromJSONSchema(source as Parameters<typeof z.fromJSONSchema>[0], { defaultTarget: 'draft-4' });
    };
    for (const one of document.resources)
      expect(Object.keys(one)).toEqual(expect.arrayContaining(['name', 'path']));
    expect(document.resources.some((one) => 'data' in one)).toBe(false);
    const whole = await profile('data-package');
    expect(whole.safeParse(document).error).toBeUndefined();
    expect(whole.safeParse({ ...document, resources: [] }).success).toBe(false);
    const tabular = await profile('tabular-data-resource');
    for (const one of document.resources.filter(({ format }) => format === 'csv'))
      expect(tabular.safeParse(one).error).toBeUndefined();
  });

  it('says the same in its three formats: rows, types and what lacks', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const { name, path, schema } of (await described()).resources.filter(
      ({ format }) => format === 'csv',
    )) {
      const csv: string[][] = parse(await text(path), { fromLine: 2 });
      const kinds = (schema?.fields ?? []).map(({ type }) => type);
      const read = csv.map((row) =>
        row.map((cell, at) => (kinds[at] === 'string' ? cell : cell === '' ? null : Number(cell))),
      );
      const arrow = tableFromIPC(await readFile(join(folder, `cubes/${name}.arrow`)));
      expect(
        arrow.toArray().map((row) => Object.values(row.toJSON())),
        name,
      ).toEqual(read);
      const parquet = await connection.runAndReadAll(
        `select * from read_parquet('${join(folder, `cubes/${name}.parquet`)}')`,
      );
      expect(parquet.getRowsJS(), name).toEqual(read);
    }
    connection.closeSync();
  });

  it('has the checksums of all its files', async () => {
    const sums = (await text('SHA256SUMS'))
      .trim()
      .split('\n')
      .map((line) => line.split('  '));
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
    expect(sums.map(([, name]) => name)).toEqual(files.filter((name) => name !== 'SHA256SUMS').sort());
    for (const [digest, name = ''] of sums)
      expect(sha256(await readFile(join(folder, name))), name).toBe(digest);
  });

  it('has its codebook printed, under the same name of release as without', async () => {
    expect(await text('codebook.pdf')).toBe(await text('codebook.html'));
    const { fichiers } = JSON.parse(await readFile(join(folder, '..', 'manifest.json'), 'utf8')) as {
      fichiers: Record<string, string>;
    };
    const { 'recherche/codebook.pdf': printed, ...rest } = fichiers;
    expect(printed).toBe(sha256(await text('codebook.pdf')));
    expect(hashOfContent(fichiers)).toBe(hashOfContent(rest));
  });

  it('is whole without a printed codebook, and keeps no half of one', async () => {
    const copy = join(root, 'unprinted');
    await cp(join(folder, '..'), copy, { recursive: true });
    const about = { release, donneesDu: '2024-12-31', sample: true, auditFile: 'audit.json' };
    const stopped: Printer = async (_, pdf) => writeFile(pdf, '%PDF-').then(() => false);
    const fichiers = await writePapers(copy, { ...about, fichiers: {}, imprimer: stopped });
    expect(Object.keys(fichiers)).not.toContain('recherche/codebook.pdf');
    expect(await readdir(join(copy, 'recherche'))).not.toContain('codebook.pdf');
    await rm(copy, { recursive: true });
  });

  it('is cited by the name of its release', async () => {
    const citation: unknown = parseYaml(await text('CITATION.cff'));
    expect(citation).toMatchObject({ 'cff-version': '1.2.0', type: 'dataset', version: release });
  });

  it('says in each file made from samples that the data are made up', async () => {
    const papers = [
      'codebook.html',
      'risques.html',
      'CITATION.cff',
      'LISEZMOI.txt',
      'datapackage.json',
      'DONNEES-FICTIVES.txt',
    ];
    for (const name of [
      ...papers,
      ...(await readdir(join(folder, 'demarrer'))).map((one) => `demarrer/${one}`),
    ])
      expect((await text(name)).toLowerCase(), name).toContain('données fictives');
    const list = await text('DONNEES-FICTIVES.txt');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const { name, format } of (await described()).resources) {
      if (format === 'csv') expect(list).toContain(`${name}.csv`);
      if (format === 'arrow')
        expect(
          tableFromIPC(
            await readFile(join(folder, 'cubes', `${name.replace(/-arrow$/, '')}.arrow`)),
          ).schema.metadata.get('donnees'),
        ).toBe('données fictives');
      if (format !== 'parquet') continue;
      const path = join(folder, 'cubes', `${name.replace(/-parquet$/, '')}.parquet`);
      const found = await connection.runAndReadAll(
        `select decode(value) from parquet_kv_metadata('${path}')`,
      );
      expect(found.getRowsJS()).toEqual([['données fictives']]);
    }
    connection.closeSync();
  });

  it('names every cube, column and code of research in English', () => {
    const hers = rules.catalogue.cubes.filter((cube) => cube.audiences?.includes('recherche'));
    expect(untranslated(words.english, hers)).toEqual([]);
    const codes = hers.flatMap(({ personnes }) => personnes?.caracteristiques ?? []);
    const finest = rules.catalogue.caracteristiques.filter(({ nom }) => codes.includes(nom));
    const used = finest.flatMap((one) => [
      ...Object.keys(one.codes ?? {}),
      ...Object.keys(one.fusions),
      ...Object.keys(one.partage ?? {}),
    ]);
    expect(used.filter((code) => words.english.codes[code] === undefined)).toEqual([]);
  });
});

describe('the codebook', () => {
  it('defines the population, and tells every column that is given', async () => {
    const page = await text('codebook.html');
    expect(page).toContain('personnes orientées ou accompagnées, y compris mises en cause non jugées');
    for (const { schema } of (await described()).resources)
      for (const { name } of schema?.fields ?? []) expect(page).toContain(`<td>${name}</td>`);
  });

  it('counts what is hidden by cube, and tells of no cell why', () => {
    const [definition] = rules.catalogue.cubes.filter(({ nom }) => nom === 'sorties_motifs');
    if (definition === undefined) throw new Error('no such cube');
    const row = (motif: string, valeur: number | null) => ({
      ...{
        dimensions: [2024, '2024', motif],
        valeur,
        statut: valeur === null ? ('secret' as const) : ('publie' as const),
      },
      attributs: ['<b>Libellé</b>', '', '', '', '', '', '', ''],
    });
    const cubes = [{ definition, rows: [row('abandon', null), row('concertee', 12)], retirees: [] }];
    const page = codebook({
      ...words,
      cubes,
      thresholds: rules.thresholds,
      donneesDu: '2024-12-31',
      sample: false,
      ruptures: [{ annee: 2023, texte: 'Avant : « <i>a</i> ». Après : « b ».' }],
    });
    expect(page).toContain('<td>sorties_motifs</td><td class="nombre">2</td><td class="nombre">1</td>');
    expect(page).toContain('&lt;b&gt;Libellé');
    expect(page).toContain('<tr><td>2023</td><td>Avant\u00a0: «\u00a0&lt;i&gt;a&lt;/i&gt;\u00a0».');
    expect(page).not.toMatch(/<b>|primaire|secondaire|fictives/);
  });
});

describe('the changes of definition', () => {
  it('are told to research once each, without the porteur’s explanations', () => {
    const definition = rules.catalogue.cubes.find(({ nom }) => nom === 'notes');
    if (definition === undefined) throw new Error('no such cube');
    const text = definition.attributs.findIndex(({ nom }) => nom === 'texte');
    const note = (annee: number, antenne: string, genre: string, texte: string) => ({
      dimensions: definition.dimensions.map(({ nom }) => ({ annee, antenne, genre })[nom] ?? '1'),
      ...{ valeur: 1, statut: 'publie' as const },
      attributs: definition.attributs.map((_, at) => (at === text ? texte : '')),
    });
    const rows = [
      note(2024, 'APEX', 'rupture', 'les séances'),
      note(2023, 'AERS', 'rupture', 'les orientations'),
      note(2023, 'APEX', 'rupture', 'les orientations'),
      note(2024, 'APEX', 'explication', 'onze stages'),
    ];
    expect(declaredBreaks([{ definition, rows, retirees: [] }])).toEqual([
      { annee: 2023, texte: 'les orientations' },
      { annee: 2024, texte: 'les séances' },
    ]);
    expect(declaredBreaks([])).toEqual([]);
  });
});

describe('the risk report', () => {
  it('answers the three questions with the figures of the audit', async () => {
    const page = await text('risques.html');
    for (const word of ['Individualisation', 'Corrélation', 'Inférence', release])
      expect(page).toContain(word);
    const audit = JSON.parse(await readFile(join(folder, '..', 'audit.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const controle = { methode: 'm', attaquants: ['x'], cellules_verifiees: 31, demandes: 32, temoins: 33 };
    const counts = { programmes_lineaires: 34, publications_anterieures: 35, cellules_retrouvables: 36 };
    const about = { release, identity: words.identity, sample: false };
    const told = riskReport({ ...about, audit: { ...audit, controle: { ...controle, ...counts } } });
    for (const figure of [31, 32, 33, 34, 35, 36])
      expect(told).toContain(`<td class="nombre">${figure}</td>`);
  });
});

function python(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // Not on this machine: the starter says that it runs where Python is.
    return false;
  }
}

describe('the starters', () => {
  it('run in DuckDB, but for cubes that this release does not have', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const [first = ''] = (await text('demarrer/demarrer.sql')).replaceAll(/^--.*$/gm, '').split(';');
    const answer = await connection.runAndReadAll(first.replaceAll(`'cubes/`, `'${folder}/cubes/`));
    expect(answer.getRowsJS().map(([year, value]) => [String(year), Number(value)])).toEqual([
      ['2023', 1519],
      ['2024', 1544],
    ]);
    connection.closeSync();
  });

  it('run in TypeScript', async () => {
    // Under node_modules, so that a program there finds the packages by their names.
    const cache = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));
    await mkdir(cache, { recursive: true });
    const place = await mkdtemp(join(cache, 'starters-'));
    try {
      await cp(join(folder, 'demarrer'), join(place, 'demarrer'), { recursive: true });
      await symlink(join(folder, 'cubes'), join(place, 'cubes'), 'junction');
      const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
      const { stdout } = await run(process.execPath, ['--import', loader, 'demarrer/demarrer.mts'], {
        cwd: place,
      });
      expect(stdout).toBe('2023 1519\n2024 1544\n');
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });

  it.runIf(python())('run in Python, where it is', async () => {
    const { stdout } = await run('python3', ['demarrer/demarrer.py'], { cwd: folder });
    expect(stdout).toBe('2023 1519.0\n2024 1544.0\n');
  });
});
