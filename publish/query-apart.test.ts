import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PublicationError } from './publication-error.ts';
import { answerQuery, type QueryTask } from './query-answer.ts';
import { queryApart } from './query-apart.ts';
import { sha256 } from './sha256.ts';
import { totalMacros } from './total-macros.ts';

let root: string;
let base: QueryTask;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-apart-'));
  const path = join(root, 'cpca.duckdb');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(`create table profil as select * from (values
    (2024, '_T', 'a', cast(60 as double), 'publie', '100'), (2024, '_T', 'b', 40, 'publie', '100'),
    (2024, 'femme', 'a', null, 'secret', '30'), (2024, 'femme', 'b', 20, 'publie', '30'),
    (2024, 'homme', 'a', null, 'secret', '70'), (2024, 'homme', 'b', 20, 'publie', '70'))
    as t(annee, sexe, modalite, valeur, statut, base_valeur)`);
  await connection.run(
    `create table offre as select 2024 as annee, 'x' as action, cast(1 as double) as valeur, 'publie' as statut`,
  );
  for (const macro of totalMacros('main')) await connection.run(macro);
  connection.closeSync();
  instance.closeSync();
  base = {
    database: { path, nom: 'recherche/cpca.duckdb', sha256: sha256(await readFile(path)) },
    ...{ audience: 'recherche', cubes: ['profil', 'offre'], sql: '', format: 'json' },
  };
});
afterAll(async () => rm(root, { recursive: true, force: true }));

const answer = (sql: string, change: Partial<QueryTask> = {}) => answerQuery({ ...base, sql, ...change });
const apart = (sql: string, change: Partial<QueryTask> = {}) => queryApart({ ...base, sql, ...change });

async function refused(work: Promise<unknown>): Promise<PublicationError> {
  const outcome = await work.catch((error: unknown) => error);
  if (outcome instanceof PublicationError) return outcome;
  throw new Error('the query was answered', { cause: outcome });
}

describe('a query in a process of its own', () => {
  it('is answered as in this one, as text and as bytes', async () => {
    const sql = `select sexe, valeur from profil where modalite = 'b' order by sexe`;
    expect(await apart(sql, { format: 'csv' })).toEqual(await answer(sql, { format: 'csv' }));
    const { contenu } = await apart(sql, { format: 'arrow' });
    expect(tableFromIPC(contenu as Uint8Array).numRows).toBe(3);
  });

  it('is refused as in this one, in the same words', async () => {
    const sql = `copy profil to '${join(root, 'stolen')}'`;
    const there = await refused(apart(sql));
    expect(there.problemes).toEqual((await refused(answer(sql))).problemes);
    expect(await readdir(root)).toEqual(['cpca.duckdb']);
  });

  it('says that a database was changed since it was published', async () => {
    const path = join(root, 'changed.duckdb');
    await writeFile(path, 'x');
    try {
      const error = await refused(apart('select 1', { database: { ...base.database, path } }));
      expect(error.code).toBe('publication_abimee');
    } finally {
      await rm(path);
    }
  });

  it('has no environment to tell', async () => {
    process.env.CPCA_MARK = 'marque';
    try {
      const error = await refused(apart(`select getenv('CPCA_MARK')`));
      expect(JSON.stringify(error.problemes)).not.toContain('marque');
    } finally {
      delete process.env.CPCA_MARK;
    }
  });

  it.each([
    ['never ends', 'select count(*) from range(1000000000000) a, range(1000000) b', 'requete_trop_'],
    ['fills the memory', 'select list(i) from range(100000000000) t(i)', 'requete_trop_'],
    [
      'builds long texts',
      `select max(length(repeat(concat(i, 'x'), 40000000))) from range(100000) t(i)`,
      'requete_',
    ],
    ['gives back long texts', `select repeat('x', 100000000) from range(100)`, 'requete_trop_'],
    ['is nested too deep', `select ${'('.repeat(45_000)}1${')'.repeat(45_000)}`, 'requete_'],
    [
      'matches at length',
      `select count(*) from range(100000000) t(i) where regexp_matches(repeat(concat('a', i), 500), '(a*)*(a*)*b')`,
      'requete_trop_',
    ],
  ])('that %s is cut, said, and this process goes on', async (_, sql, code) => {
    const started = performance.now();
    const error = await refused(apart(sql, { limits: { secondes: 2, memoire: '300MB' } }));
    expect(error.code).toMatch(new RegExp(`^${code}`));
    expect(error.message).not.toContain(root);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('a sum', () => {
  const warnings = async (sql: string): Promise<string> => (await answer(sql)).avertissements.join('\n');

  it.each([
    'select sum(valeur) from profil',
    'select avg(p.valeur) as m from profil p group by all',
    'select modalite, sum(valeur) as s from profil group by 1',
    'select modalite as m, sum(valeur) from profil group by m having sum(valeur) > 0',
    'select sum(valeur) over (partition by modalite) from profil',
    'with z as (select * from profil) select sum(valeur) from z',
    'with z as (select valeur from profil) select sum(valeur) from z',
    'select * from (select sum(valeur) as s from profil) x',
    'select (select sum(valeur) from profil) as s from offre',
    'select sum(p.valeur) from profil p join offre o on p.annee = o.annee',
    'select modalite, sum(valeur) from profil group by rollup (modalite)',
    'select annee from offre order by (select sum(valeur) from profil)',
  ])('over cells that lack and a total among its parts warns of both: %s', async (sql) => {
    const text = await warnings(sql);
    expect(text).toMatch(/2 cellules absentes|1 cellule absente/);
    expect(`${text} `).toMatch(/« sexe » a des lignes _T/);
  });

  it.each([
    `select sum(valeur) from profil where sexe = '_T'`,
    `select sum(valeur) filter (where sexe = '_T') from profil`,
    `select sexe, sum(valeur) from profil where modalite = 'b' group by sexe`,
    'select sum(valeur) from offre',
    'select count(*) from profil',
    'select max(valeur) from profil',
    'select sum(i) from range(3) t(i)',
    `select total(valeur, statut) from profil where sexe <> '_T'`,
  ])('that is what it seems warns of nothing: %s', async (sql) => {
    expect(await warnings(sql)).toBe('');
  });

  it('tells how many cells lack, and how many of them are secret', async () => {
    expect(await warnings(`select sum(valeur) from profil where sexe <> '_T'`)).toBe(
      '2 cellules absentes dans ce qui est additionné, dont 2 « secret » : la somme les laisse de côté et n’est donc qu’un minimum. Prenez total(valeur, statut).',
    );
  });

  it('that reads the row around it is said not to have been looked at', async () => {
    const sql = 'select (select sum(p.valeur) from profil p where p.annee = o.annee) as s from offre o';
    expect(await warnings(sql)).toContain('n’a pas pu être contrôlée');
  });
});

describe('the totals of a package', () => {
  const total = async (call: string, where: string): Promise<unknown> => {
    const { contenu } = await answer(`select t.* from (select ${call} as t from profil where ${where})`);
    return (JSON.parse(String(contenu)) as unknown[])[0];
  };

  it('are the sum where no cell lacks', async () => {
    expect(await total('total(valeur, statut)', `sexe = '_T'`)).toEqual({
      ...{ valeur: 100, statut: 'publie', minimum: 100, maximum: 100, absents: 0 },
    });
  });

  it('stay secret where one does, with what is known as the least', async () => {
    expect(await total('total(valeur, statut)', `sexe <> '_T'`)).toEqual({
      ...{ valeur: null, statut: 'secret', minimum: 40, maximum: null, absents: 2 },
    });
  });

  it('have a most where each cell that lacks has one', async () => {
    expect(await total('total_borne(valeur, statut, base_valeur)', `sexe = 'femme'`)).toEqual({
      ...{ valeur: null, statut: 'secret', minimum: 20, maximum: 50, absents: 1 },
    });
  });

  it('of no cell are not zero', async () => {
    expect(await total('total(valeur, statut)', 'false')).toMatchObject({ valeur: null, statut: 'inconnu' });
  });
});
