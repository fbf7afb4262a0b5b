import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { type KnownGroup, readInsiders } from './audit/known-groups.ts';
import { type AuditReport, auditRelease, publicAudit, type TableHint } from './audit/release-audit.ts';
import { readPrintedFigures } from './known/printed-figures.ts';
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
