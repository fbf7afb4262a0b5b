import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { type KnownGroup, readInsiders } from './audit/known-groups.ts';
import { type AuditReport, auditRelease, publicAudit, type TableHint } from './audit/release-audit.ts';
import { readPrintedFigures } from './known/printed-figures.ts';
import { readLedger } from './ledger.ts';
import { checkedReleases, releaseFolders, unregistered } from './ledger-check.ts';
import { throwProblems } from './publication-error.ts';
import { AUDIT_FILE, writeJson } from './release-content.ts';
import type { Thresholds } from './thresholds.ts';

export interface ControlOptions {
  /** The release's folder, as written. */
  folder: string;
  /** Every release before it, withdrawn ones too. */
  earlier: readonly { release: string; dir: string }[];
  warehouse: Warehouse | { path: string };
  thresholds: Thresholds;
  /** Tables that whoever chose the hidden cells met. */
  hints?: readonly TableHint[];
}

/** Audits a release's written files with what the warehouse's antennes know. */
export async function controlRelease(options: ControlOptions): Promise<AuditReport> {
  const { folder, earlier, thresholds, hints = [] } = options;
  return auditRelease(folder, {
    ...{ earlier, thresholds, hints },
    printed: await readPrintedFigures(),
    insiders: await insidersOf(options.warehouse),
    clock: () => performance.now(),
  });
}

/**
 * The releases that somebody may hold beside one, from the ledger and whole: withdrawn ones too. An audit without one of
 * them would say nothing. Errors (`PublicationError`): `registre_abime`, `registre_incomplet`, `publication_abimee`.
 */
export async function releasesBefore(
  out: string,
  release: string,
): Promise<{ release: string; dir: string }[]> {
  const ledger = await readLedger(out);
  const folders = await releaseFolders(out);
  // Made before there was a ledger: names begin with the date of the data.
  if (ledger === undefined)
    return folders.filter((name) => name < release).map((name) => ({ release: name, dir: join(out, name) }));
  const known = await checkedReleases(out, ledger);
  const strangers = folders.filter((name) => !known.some((one) => one.release === name));
  throwProblems(strangers.map((name) => unregistered(name, true)));
  return known.slice(
    0,
    known.findIndex((one) => one.release === release),
  );
}

/** Adds to a release's `audit.json` what may be said of its audit to everybody. */
export async function stateControl(folder: string, report: AuditReport): Promise<void> {
  const path = join(folder, AUDIT_FILE);
  const document = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeJson(path, { ...document, controle: publicAudit(report) });
}

async function insidersOf(warehouse: ControlOptions['warehouse']): Promise<KnownGroup[]> {
  if ('path' in warehouse) {
    const opened = await openWarehouse({ path: warehouse.path, readOnly: true });
    try {
      return await insidersOf(opened);
    } finally {
      await opened.close();
    }
  }
  const connection = await warehouse.connect();
  try {
    return await readInsiders(connection);
  } finally {
    connection.closeSync();
  }
}
