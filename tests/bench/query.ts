import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CubeDefinition } from '../../publish/catalogue.ts';
import type { MartRow } from '../../publish/cube.ts';
import { writeArrow, writeParquet } from '../../publish/cube-files.ts';
import { ProtectedCube } from '../../publish/protection.ts';
import { readPublicationRules } from '../../publish/publication-rules.ts';
import { publishRelease } from '../../publish/release.ts';
import { report, runPairs, timed } from './pairs.ts';
import { benchQueryPage } from './query-page.ts';

const ROWS = 1_000_000;
const MOST_TIMES_COPY = 2;
const MOST_TIMES_SCRIPT = 2.5;
const QUERIES: readonly (readonly [string, string])[] = [
  [
    'count by year and module',
    'select annee, module, count(*) as n, max(valeur) as m from grand group by annee, module',
  ],
  [
    'sum by branch, looked at for hidden cells',
    'select antenne, sum(valeur) as s from grand where annee = 2020 group by antenne',
  ],
];

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Bench {
  pairs: number;
  tell: (text: string) => void;
}

/**
 * A cube of a million rows: its Parquet and Arrow files written from protected rows against DuckDB's own COPY of the same
 * rows from a table, sorted alike; then queries by the command against a script that opens the database and runs them; then the page of queries.
 */
export async function benchQuery({ pairs, tell }: Bench): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-bench-query-'));
  try {
    const rows = madeUpRows();
    await benchFiles(rows, folder, pairs, tell);
    await benchCommand(rows, folder, pairs, tell);
    await benchQueryPage({ pairs, tell });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchFiles(
  rows: readonly MartRow[],
  folder: string,
  pairs: number,
  tell: Bench['tell'],
): Promise<void> {
  const { thresholds } = await readPublicationRules();
  const cube = ProtectedCube.protect(CUBE, rows, 'comite', thresholds);
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const ours = await instance.connect();
  const file = (name: string): string => join(folder, name);
  const parquet = await writeParquet(ours, cube, file('ours.parquet'));
  const other = await DuckDBInstance.create(':memory:', { threads: '1' });
  const theirs = await other.connect();
  await theirs.run(`create table grand as select * from read_parquet('${file('ours.parquet')}')`);
  const order = CUBE.dimensions.map(({ nom }) => `${nom} nulls first`).join(', ');
  const copy = () =>
    timed(() =>
      theirs.run(
        `copy (select * from grand order by ${order}) to '${file('copy.parquet')}' (format parquet)`,
      ),
    );
  const asParquet = () => timed(() => writeParquet(ours, cube, file('ours.parquet')));
  const asArrow = () => timed(() => writeArrow(parquet, file('ours.arrow')));
  tell(
    report('Parquet of 1,000,000 rows against COPY', await runPairs(pairs, asParquet, copy), MOST_TIMES_COPY),
  );
  tell(report('Arrow of 1,000,000 rows against COPY', await runPairs(pairs, asArrow, copy), MOST_TIMES_COPY));
  instance.closeSync();
  other.closeSync();
}

async function benchCommand(
  rows: readonly MartRow[],
  folder: string,
  pairs: number,
  tell: Bench['tell'],
): Promise<void> {
  const publication = join(folder, 'publication');
  await mkdir(publication);
  const dir = await madeUpRelease(rows, folder, publication);
  const database = join(dir, 'comite', 'cpca.duckdb');
  const script = fileURLToPath(new URL('./baseline-query.mjs', import.meta.url));
  const env = { ...process.env, CPCA_PUBLICATION: publication };
  const command = (sql: string) =>
    run(process.execPath, [join(root, 'cli', 'cpca.mjs'), 'query', sql, '--audience', 'comite'], {
      env,
      cwd: root,
    });
  for (const [name, sql] of QUERIES) {
    const found = await runPairs(
      pairs,
      () => timed(() => command(sql)),
      () => timed(() => run(process.execPath, [script, database, sql], { cwd: root })),
    );
    tell(report(`Query by the command, ${name}, against a script`, found, MOST_TIMES_SCRIPT));
  }
}

/** A release of that one cube, written by the same code as any other. */
async function madeUpRelease(rows: readonly MartRow[], folder: string, out: string): Promise<string> {
  const { thresholds } = await readPublicationRules();
  const path = join(folder, 'warehouse.duckdb');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run('create schema marts');
  const names = [...CUBE.dimensions, ...CUBE.attributs].map(({ nom }) => nom);
  const parquet = join(folder, 'ours.parquet');
  await connection.run(
    `create table marts.grand as select ${names.join(', ')}, valeur, case when statut <> 'publie' then statut end as absence, cast(null as integer) as contributeurs from read_parquet('${parquet}') limit ${rows.length}`,
  );
  connection.closeSync();
  instance.closeSync();
  const { dir } = await publishRelease({
    ...{ warehouse: { path }, out, thresholds, donneesDu: '2024-12-31', sample: true },
    catalogue: { fichier: 'bench', version: 1, cubes: [CUBE], caracteristiques: [] },
    ...{ entrees: [], modeles: {}, parametres: {}, clock: () => new Date('2025-01-01T00:00:00Z') },
    logger: { info: () => undefined },
  });
  return dir;
}

const text = (nom: string) => ({ nom, libelle: nom, type: 'texte' as const, totaux: [] });
const attribute = (nom: string) => ({ nom, libelle: nom, nombre_de_personnes: false });

const CUBE: CubeDefinition = {
  ...{ nom: 'grand', titre: 'Grand cube', description: 'Un million de lignes.', classe: 'V', mart: 'grand' },
  ...{ periode: 'annee', unite: 'stage', base: 'Lignes inventées', audiences: ['comite'], grossissement: {} },
  dimensions: [
    { nom: 'annee', libelle: 'Année', type: 'entier', totaux: [] },
    ...['antenne', 'module', 'site'].map(text),
  ],
  attributs: ['libelle', 'provenance', 'source'].map(attribute),
};

/** Every combination once: ten years, thirty branches, twenty modules, one hundred and sixty-seven sites. */
function madeUpRows(): MartRow[] {
  return Array.from({ length: ROWS }, (_, index) => {
    const absent = index % 97 === 0;
    return {
      dimensions: [
        2015 + (index % 10),
        `A${Math.floor(index / 10) % 30}`,
        `m${Math.floor(index / 300) % 20}`,
        `s${Math.floor(index / 6000)}`,
      ],
      valeur: absent ? null : index % 500,
      absence: absent ? 'non_transmis' : null,
      attributs: [`Mot ${index % 20}`, 'calcule', `extraits/antenne-${index % 30}.xlsx`],
      contributeurs: null,
    };
  });
}
