import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createDuckDB, NODE_RUNTIME, VoidLogger } from '@duckdb/duckdb-wasm/dist/duckdb-node-blocking';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkQuery } from '../../publish/query-guard.ts';
import { sumWarnings } from '../../publish/query-warnings.ts';
import { UNCHECKED } from '../../publish/sum-checks.ts';
import { type EngineNames, refusalOf, withoutEnd } from './sql-guard.ts';
import { summingQuery, warningsOf } from './sql-sums.ts';
import { type ScriptTokens, type Token, tokensOf } from './sql-token.ts';

/** The page's own engine, whose lexer cuts the queries, and the command's, which says what the page should say too. */
let lexer: { tokenize(text: string): ScriptTokens };
let native: Awaited<ReturnType<DuckDBInstance['connect']>>;

beforeAll(async () => {
  const dist = dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm'));
  const bundle = (name: string) => ({
    mainModule: join(dist, `duckdb-${name}.wasm`),
    mainWorker: join(dist, `duckdb-node-${name}.worker.cjs`),
  });
  const engine = await createDuckDB({ mvp: bundle('mvp'), eh: bundle('eh') }, new VoidLogger(), NODE_RUNTIME);
  await engine.instantiate();
  lexer = engine;
  native = await (await DuckDBInstance.create(':memory:')).connect();
  await native.run(`create table offre as select * from (values
    (2023, 'A', '_T', 3.0, 'publie'), (2023, 'A', 'x', 1.0, 'publie'), (2023, 'A', 'y', null, 'secret'),
    (2024, 'B', '_T', null, 'non_transmis'), (2024, 'B', 'x', 2.0, 'publie'), (2024, 'C', 'x', 5.0, 'publie')
  ) as t(annee, antenne, module, valeur, statut)`);
}, 60_000);

const cut = (sql: string): Token[] => tokensOf(sql, lexer.tokenize(sql));

describe('the tokens of a query', () => {
  it('stand where the text has them, whatever its bytes, and are no comments', () => {
    const sql = 'select "Âge é" /* ; */, œuvre -- x\nfrom é where a = \'€;\' ;';
    const tokens = cut(sql);
    expect(tokens.map(({ kind, word }) => `${kind} ${word}`)).toEqual([
      ...['keyword select', 'name âge é', 'operator ,', 'name œuvre', 'keyword from', 'name é'],
      ...['keyword where', 'name a', 'operator =', 'string ', 'operator ;'],
    ]);
    for (const { kind, word, from, to } of tokens) {
      if (kind !== 'string') expect(sql.slice(from, to).toLowerCase().replaceAll('"', '')).toBe(word);
    }
    expect(withoutEnd(sql, tokens)).toBe(sql.slice(0, sql.lastIndexOf("'") + 1));
  });
});

describe('what the page refuses', () => {
  const names: EngineNames = {
    tableFunctions: new Set(['read_csv', 'range', 'repeat']),
    scalarFunctions: new Set(['repeat', 'sum']),
    views: new Set(['tables', 'columns', 'duckdb_views', 'key_column_usage']),
  };
  const why = (sql: string) => refusalOf(sql, cut(sql), names, ['offre']);

  it.each([
    ['select 1; select 2', 'une seule requête à la fois'],
    ['drop table offre', 'seule la lecture est permise'],
    ['from "READ_CSV" (1)', 'la fonction read_csv ne lit pas un cube'],
    ['select getenv(1)', 'la fonction getenv n’est pas permise'],
    ['select * from system.x', '« system.x » n’est pas un cube de cette publication'],
    ['from "duckdb_views"', '« duckdb_views » n’est pas un cube de cette publication'],
    ['select * from key_column_usage', '« key_column_usage » n’est pas un cube de cette publication'],
    ['describe offre) union all (select 1', 'les parenthèses ne se ferment pas'],
    ['-- rien', 'la requête est vide'],
    ['from (show databases)', 'seules « show tables » et « describe <cube> » sont permises'],
    ["summarize 'x'", 'seules « show tables » et « describe <cube> » sont permises'],
    ['select 1\0', 'caractère nul dans la requête'],
  ])('%s: %s', (sql, reason) => {
    expect(why(sql)).toBe(reason);
  });

  it.each([
    "select * from offre where a = 'x; drop table offre';",
    'select "tables", repeat(a, 2) from offre, range(3)',
    'select * from information_schema.columns',
    'with x as (select 1) select * from x',
    'describe offre',
    'from (show tables)',
    'describe select 1',
    'select valeur from offre order by valeur desc',
    '(select 1)',
  ])('nothing of %s', (sql) => {
    expect(why(sql)).toBeUndefined();
  });
});

describe('what the page says of sums', () => {
  const ask = async (sql: string) => (await native.runAndReadAll(sql)).getRowsJS() as unknown[][];

  it.each([
    'select sum(valeur) from offre',
    "select sum(valeur) from offre where module <> '_T'",
    "select sum(valeur) as s from offre where module = 'x'",
    "select annee, sum(valeur) s from offre where module = '_T' group by annee order by s",
    'select module, avg(valeur) from offre group by 1',
    'select antenne as a, sum(valeur) from offre group by a',
    "select sum(valeur) filter (where module = 'x') from offre",
    "select sum(o.valeur) from offre o join offre p on o.annee = p.annee where o.module = 'x' and p.module = 'x'",
    "select sum(valeur) /* ) */ from offre -- fin\nwhere antenne = 'A'",
    'select count(*), max(valeur) from offre',
    'select annee from offre group by annee having sum(valeur) > 1',
  ])('%s: what the command says', async (sql) => {
    const tree = await checkQuery(native, sql, ['offre']);
    const command = await sumWarnings(native, tree, { secondes: 10 });
    expect(await warningsOf(ask, sql, cut(sql))).toEqual(command);
  });

  it('says something of most of them, so that equal is not empty', async () => {
    const sql = 'select sum(valeur) from offre';
    expect(await warningsOf(ask, sql, cut(sql))).toHaveLength(2);
  });

  it.each([
    'select sum(v) from (select valeur as v from offre)',
    'with x as (select valeur from offre) select sum(valeur) from x',
    'select sum(valeur) from offre union all select 1',
    'select sum(valeur) over (partition by annee) from offre',
    'from offre select sum(valeur)',
    'select antenne, sum(valeur) from offre group by all',
  ])('%s: that it was not looked at', async (sql) => {
    expect(summingQuery(sql, cut(sql))).toBe('unseen');
    expect(await warningsOf(ask, sql, cut(sql))).toEqual([UNCHECKED]);
  });
});
