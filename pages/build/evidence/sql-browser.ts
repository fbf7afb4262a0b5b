/**
 * Stands in for Evidence's SQL client in the browser of a built site. Evidence's own loads the engine (34 MB) and every
 * table on the first view of any page; here each query was answered when the page was prerendered, and no engine is
 * shipped.
 */
import { arrowTableToJSON, type Row } from './rows.ts';

export { tableFromIPC } from 'apache-arrow';
export { arrowTableToJSON };

/** Does nothing: there is no engine. */
export async function initDB(): Promise<void> {}

/** @throws always: a query without a prepared answer is a fault of the build. */
export async function query(_sql: string): Promise<Row[]> {
  throw new Error('La réponse à une requête manque dans ce site.');
}
