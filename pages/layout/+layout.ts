/// <reference types="@sveltejs/kit" />

import { setTrackProxy } from '@evidence-dev/sdk/usql';
import { addBasePath } from '@evidence-dev/sdk/utils/svelte';
import {
  arrowTableToJSON,
  initDB,
  query as runSql,
  tableFromIPC,
} from '@evidence-dev/universal-sql/client-duckdb';
import md5 from 'blueimp-md5';
import { browser, building, dev } from '$app/environment';

/** While editing, queries answer late, which Evidence's pages only accept in the browser. */
export const ssr = !dev;
export const prerender = true;
export const trailingSlash = 'always';

type Row = Record<string, unknown>;
type QueryOptions = { query_name?: string; callback?: (rows: Row[]) => Row[] };
type LoadEvent = {
  fetch: typeof fetch;
  route: { id: string | null };
  params: Record<string, string>;
};

/**
 * The answers of a page's queries, as they were when the page was prerendered: the browser starts no
 * SQL engine for them.
 */
async function prerenderedAnswers(route: string, page: string, get: typeof fetch) {
  const list = await get(addBasePath(`/api/${route}/${page}/all-queries.json`));
  if (!list.ok) return {};
  const hashes = (await list.json()) as Record<string, string>;
  const answers = await Promise.all(
    Object.entries(hashes).map(async ([name, hash]): Promise<[string, Row[]]> => {
      const answer = await get(addBasePath(`/api/prerendered_queries/${hash}.arrow`));
      if (!answer.ok) throw new Error(`La réponse à la requête « ${name} » manque dans ce site.`);
      return [name, arrowTableToJSON(tableFromIPC(new Uint8Array(await answer.arrayBuffer())))];
    }),
  );
  return Object.fromEntries(answers);
}

export const load = async ({ fetch, route, params }: LoadEvent) => {
  const routeHash = md5(route.id ?? '');
  const pageHash = md5(
    Object.entries(params)
      .sort()
      .map(([key, value]) => `${key}\x1F${value}`)
      .join('\x1E'),
  );
  if (!browser) await initDB();

  const query = (sql: string, { query_name, callback = (rows) => rows }: QueryOptions = {}) => {
    if (browser) return runSql(sql).then(callback);
    const cache = { route_hash: routeHash, additional_hash: pageHash, query_name, prerendering: building };
    return callback(runSql(sql, cache));
  };

  return {
    __db: { query, load: initDB },
    inputs: setTrackProxy({ label: '', value: 'null' }),
    data: browser && !dev ? await prerenderedAnswers(routeHash, pageHash, fetch) : {},
    customFormattingSettings: { customFormats: [] },
  };
};
