import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_QUERIES } from '../tests/known/hostile-queries.ts';
import { fixtureWarehouse } from './fixture-warehouse.ts';
import { hashTree } from './manifest.ts';
import { PublicationError } from './publication-error.ts';
import { readPublicationRules } from './publication-rules.ts';
import { type QueryRequest, queryRelease } from './query.ts';
import { publishRelease } from './release.ts';

let root: string;
let releaseDir: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-query-'));
  const warehouse = await fixtureWarehouse();
  const rules = await readPublicationRules();
  const { dir } = await publishRelease({
    warehouse,
    out: join(root, 'publication'),
    ...rules,
    donneesDu: '2024-12-31',
    sample: true,
    entrees: [],
    modeles: {},
    parametres: {},
    clock: () => new Date('2025-03-01T10:00:00Z'),
    logger: { info: () => undefined },
  });
  await warehouse.close();
  releaseDir = dir;
});
afterAll(async () => rm(root, { recursive: true, force: true }));

function ask(sql: string, change: Partial<QueryRequest> = {}) {
  return queryRelease({ releaseDir, audience: 'recherche', sql, format: 'json', ...change });
}

async function refusal(sql: string, change: Partial<QueryRequest> = {}): Promise<PublicationError> {
  const outcome = await ask(sql, change).catch((error: unknown) => error);
  if (outcome instanceof PublicationError) return outcome;
  throw new Error('the query was answered', { cause: outcome });
}

describe('a query over a release', () => {
  it('answers as CSV', async () => {
    const sql = `select annee, modalite, valeur from chiffres_cles where bloc = 'rencontrees' order by valeur`;
    expect((await ask(sql, { format: 'csv' })).contenu).toBe(
      'annee,modalite,valeur\n2024,en_attente,402\n2024,en_cours,448\n2024,termine,1267\n2024,_T,2117\n',
    );
  });

  it('answers as a table for a terminal, numbers to the right', async () => {
    const sql = `select antenne, valeur, statut from activite where indicateur = 'personnes_accompagnees' and provenance = 'declare' order by antenne`;
    expect((await ask(sql, { format: 'table' })).contenu).toBe(
      [
        'antenne       valeur  statut',
        '────────────  ──────  ──────────────',
        'AERS             691  publie',
        'LA_CLEDE              non_disponible',
        'UDAF11            23  publie',
        'VIA_VOLTAIRE     546  publie',
        '',
      ].join('\n'),
    );
  });

  it('answers as JSON that JSON.parse reads, with nulls and nested values', async () => {
    const { contenu, colonnes, lignes } = await ask(
      `select valeur, [1, null] as liste, {'a': 'é"'} as objet, true as vrai from activite where antenne = 'LA_CLEDE'`,
    );
    expect(JSON.parse(String(contenu))).toEqual([
      { valeur: null, liste: [1, null], objet: { a: 'é"' }, vrai: true },
    ]);
    expect({ colonnes, lignes }).toEqual({ colonnes: ['valeur', 'liste', 'objet', 'vrai'], lignes: 1 });
  });

  it('answers an empty result in each text format', async () => {
    const none = 'select annee from offre where annee = 1900';
    expect((await ask(none)).contenu).toBe('[]\n');
    expect((await ask(none, { format: 'csv' })).contenu).toBe('annee\n');
    expect((await ask(none, { format: 'table' })).contenu).toBe('annee\n─────\n');
  });

  it('shows each audience her own cubes', async () => {
    const sql = 'select count(*) as n from budget_entrees';
    expect((await ask(sql, { audience: 'comite' })).contenu).toBe('[\n  {"n":2}\n]\n');
    expect(await refusal(sql)).toMatchObject({ code: 'cube_inconnu' });
  });

  it.each([
    'with a as (select * from offre) select count(*) from a',
    'with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select max(n) from r',
    'from offre',
    'table offre',
    'values (1)',
    'describe offre',
    'summarize offre',
    'show tables',
    'select * from main.offre',
    'select * from information_schema.columns',
    'select unnest([1, 2])',
    'select * from range(3)',
    `select count(*) filter (where valeur = 1), list_transform([1], x -> x + 1) from offre`,
    'select /* drop table offre; */ 1 -- ; drop table offre',
    `select 'drop table offre; copy offre to x'`,
    'select * from offre;',
  ])('answers what only reads: %s', async (sql) => {
    expect((await ask(sql)).lignes).toBeGreaterThan(0);
  });

  it('leaves the release as it was', async () => {
    const before = await hashTree(releaseDir);
    await ask('select * from offre order by random()');
    expect(await hashTree(releaseDir)).toEqual(before);
  });
});

describe('a hostile query', () => {
  it.each(HOSTILE_QUERIES)(
    'that $way is refused in French, and nothing is written or told: $sql',
    async ({ sql }) => {
      const target = join(root, 'stolen');
      const error = await refusal(sql.replaceAll('OUT', target).replaceAll('CANARY', '/etc/hostname'));
      expect(['requete_refusee', 'cube_inconnu', 'requete_illisible']).toContain(error.code);
      for (const { message, remede } of error.problemes) {
        expect(message).toMatch(/^(Requête refusée|La requête|«)/);
        expect(remede).not.toBe('');
        expect(message.replaceAll(target, '')).not.toContain(root);
      }
      expect((await readdir(root)).sort()).toEqual(['publication']);
    },
  );

  it('hides in no letter of another alphabet and no comment', async () => {
    expect(await refusal('dr/**/op table offre')).toMatchObject({ code: 'requete_illisible' });
    expect(await refusal('DROP\u00a0TABLE\u2003offre')).toMatchObject({ code: 'requete_refusee' });
  });

  it('is told which cube was meant', async () => {
    expect(await refusal('select * from chiffre_cles')).toMatchObject({
      code: 'cube_inconnu',
      remede: 'Vouliez-vous dire « chiffres_cles » ?',
    });
  });

  it('is told what is wrong with a column', async () => {
    const error = await refusal('select valeurs from offre');
    expect(error.code).toBe('requete_en_erreur');
    expect(error.message).toContain('valeurs');
  });
});

describe('the limits of a query', () => {
  it('cut the rows, and say so', async () => {
    const answer = await ask('select * from range(1000000000)', { limits: { lignes: 10 } });
    expect(answer).toMatchObject({ lignes: 10, tronque: true });
    expect((await ask('select * from range(10)', { limits: { lignes: 10 } })).tronque).toBe(false);
  });

  it.each([
    'select count(*) from range(1000000000000)',
    'with recursive r as (select 1 as n union all select n + 1 from r) select max(n) from r',
  ])('stop a query that does not end: %s', async (sql) => {
    const started = performance.now();
    expect(await refusal(sql, { limits: { secondes: 0.5 } })).toMatchObject({ code: 'requete_trop_longue' });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('stop a query that takes too much memory', async () => {
    const sql = 'select list(i) from range(1000000000) t(i)';
    expect(await refusal(sql, { limits: { memoire: '100MB' } })).toMatchObject({
      code: 'requete_trop_lourde',
    });
  });

  it('stop an answer whose texts are too large', async () => {
    const sql = `select repeat('x', 100000) from range(100)`;
    expect(await refusal(sql, { limits: { caracteres: 1_000_000 } })).toMatchObject({
      code: 'requete_trop_lourde',
    });
  });

  it('refuse a query that is too long, too deep or blank', async () => {
    expect(await refusal(`select '${'x'.repeat(1_000_000)}'`)).toMatchObject({ code: 'requete_trop_grande' });
    expect(await refusal(`select ${'('.repeat(40_000)}1${')'.repeat(40_000)}`)).toMatchObject({
      code: 'requete_illisible',
    });
    expect(await refusal(' \n')).toMatchObject({ code: 'requete_vide' });
    expect(await refusal('-- rien')).toMatchObject({ code: 'requete_vide' });
  });
});

describe('a release that is not whole', () => {
  it('is said to be missing', async () => {
    expect(await refusal('select 1', { releaseDir: join(root, 'none') })).toMatchObject({
      code: 'publication_absente',
    });
  });

  it('is said to be damaged, when its database was changed or lost', async () => {
    const copy = join(root, 'publication', 'copy');
    await cp(releaseDir, copy, { recursive: true });
    const database = join(copy, 'recherche', 'cpca.duckdb');
    await writeFile(database, (await readFile(database)).subarray(0, 5000));
    expect(await refusal('select 1', { releaseDir: copy })).toMatchObject({ code: 'publication_abimee' });
    await rm(database);
    expect(await refusal('select 1', { releaseDir: copy })).toMatchObject({ code: 'publication_abimee' });
    await writeFile(join(copy, 'manifest.json'), '{');
    expect(await refusal('select 1', { releaseDir: copy })).toMatchObject({ code: 'publication_abimee' });
    await rm(copy, { recursive: true });
  });

  it('has no such audience', async () => {
    const typed: unknown = 'recherches';
    const error = await refusal('select 1', { audience: typed as QueryRequest['audience'] });
    expect(error).toMatchObject({ code: 'public_inconnu', remede: 'Vouliez-vous dire « recherche » ?' });
  });
});
