import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureWarehouse, PLANTED } from '../../publish/fixture-warehouse.ts';
import { hashTree, type Manifest, readManifest } from '../../publish/manifest.ts';
import { PublicationError } from '../../publish/publication-error.ts';
import { readPublicationRules } from '../../publish/publication-rules.ts';
import { queryTask } from '../../publish/query.ts';
import { QUERY_FORMATS, type QueryFormat } from '../../publish/query-answer.ts';
import { queryApart } from '../../publish/query-apart.ts';
import { publishRelease } from '../../publish/release.ts';
import { EXCESSIVE_QUERIES, HOSTILE_QUERIES, type HostileQuery } from '../known/hostile-queries.ts';

/** What stands in a file beside the release, and must not be told. */
const SECRET = 'contenu-a-ne-pas-dire';
/** More processes at a time than two cores hold would only wait for each other. */
const AT_A_TIME = 3;

let root: string;
let releaseDir: string;
let manifest: Manifest;
let listener: Server;
let calls = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-hostile-'));
  await writeFile(join(root, 'canary.csv'), `a\n${SECRET}\n`);
  const warehouse = await fixtureWarehouse();
  const { dir } = await publishRelease({
    warehouse,
    out: join(root, 'publication'),
    ...(await readPublicationRules()),
    ...{ donneesDu: '2024-12-31', sample: true, entrees: [], modeles: {}, parametres: {} },
    clock: () => new Date('2025-03-01T10:00:00Z'),
    logger: { info: () => undefined },
  });
  await warehouse.close();
  releaseDir = dir;
  manifest = await readManifest(dir);
  listener = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  listener.close();
  await rm(root, { recursive: true, force: true });
});

function filled(sql: string): string {
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return sql
    .replaceAll('OUT', join(root, 'stolen'))
    .replaceAll('CANARY', join(root, 'canary.csv'))
    .replaceAll('PORT', String(port));
}

/** What the process answered: the error, or the answer that should not have been. */
async function outcome(sql: string, format: QueryFormat): Promise<unknown> {
  const request = { releaseDir, audience: 'recherche' as const, sql: filled(sql), format };
  const task = queryTask({ ...request, limits: { secondes: 2, memoire: '300MB' } }, manifest);
  return queryApart(task).catch((error: unknown) => error);
}

/** What is wrong with how a query was refused; empty where nothing is. */
function faults({ way, sql }: HostileQuery, got: unknown, code: RegExp): string[] {
  const name = `${way}: ${sql.slice(0, 100)}`;
  if (!(got instanceof PublicationError)) return [`${name}: not refused`];
  // What the query itself says may be said again.
  const said = JSON.stringify(got.problemes).replaceAll(filled(sql), '');
  const own = filled(sql);
  const leaks = [SECRET, root, process.cwd(), ...PLANTED.texts].filter(
    (text) => said.includes(text) && !own.includes(text),
  );
  return [
    ...(code.test(got.code) ? [] : [`${name}: ${got.code}`]),
    ...(got.problemes.every(({ message, remede }) => message !== '' && remede !== '')
      ? []
      : [`${name}: no word`]),
    ...leaks.map((text) => `${name}: tells ${text}`),
  ];
}

async function allFaults(queries: readonly HostileQuery[], code: RegExp): Promise<string[]> {
  const found: string[] = [];
  const waiting = queries.map((query, index) => ({ query, index }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      // Each format in turn: a refusal does not hang on how the answer would be written.
      const format = QUERY_FORMATS[next.index % QUERY_FORMATS.length] ?? 'json';
      found.push(...faults(next.query, await outcome(next.query.sql, format), code));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return found;
}

describe('the process that answers a query', () => {
  it('refuses every hostile query, tells nothing, calls nobody and leaves the release as it was', async () => {
    const before = await hashTree(releaseDir);
    expect(HOSTILE_QUERIES.length).toBeGreaterThan(100);
    expect(await allFaults(HOSTILE_QUERIES, /^(requete_refusee|cube_inconnu|requete_illisible)$/)).toEqual(
      [],
    );
    expect(await allFaults(EXCESSIVE_QUERIES, /^requete_(trop_|illisible|en_erreur)/)).toEqual([]);
    expect(calls).toBe(0);
    expect((await readdir(root)).sort()).toEqual(['canary.csv', 'publication']);
    expect(await hashTree(releaseDir)).toEqual(before);
    const answered = await outcome('select count(*) as n from chiffres_cles', 'json');
    expect(answered).toMatchObject({ lignes: 1, tronque: false });
  }, 240_000);
});
