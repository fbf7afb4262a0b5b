import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grid, type SheetCell, workbook } from '../../data-samples/programme/classeur.ts';
import { loadSources } from '../../ingest/contracts.ts';
import type { Column, RowContract, RowSheet } from '../../ingest/core/contract.ts';
import { ingest } from '../../ingest/ingest.ts';
import { openWarehouse, type Warehouse } from '../../sql/warehouse.ts';
import { KEY } from './good.ts';
import { ADDRESS, BIRTH, NAME, PLANTED, TELEPHONE } from './names.ts';
import { Plausible } from './plausible.ts';
import { contentOf } from './run.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const sources = await loadSources(here('../../ingest/sources'), here('../../ingest/nomenclatures'));
const contracts = sources.contracts.filter((contract) => contract.genre === 'lignes');
/** The same telephone as a spreadsheet keeps it once it lost its zero. */
const TELEPHONE_NUMBER = 639_984_712;
const TRUE_LINES = 3;

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-planted-'));
  warehouse = await openWarehouse({ path: join(folder, 'w.duckdb') });
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

/** What is planted in a column: a day of birth is a day, which only a sheet about persons can tell from another. */
function plantedIn(column: Column, sheet: RowSheet): SheetCell[] {
  const day: SheetCell[] =
    column.type === 'date' && sheet.identite !== 'aucune' ? [{ date: '1981-03-17' }] : [];
  const text: SheetCell[] = column.type === 'date' || column.type === 'naissance' ? [] : [BIRTH];
  return [NAME, TELEPHONE, ADDRESS, TELEPHONE_NUMBER, `${NAME} (34)`, ...text, ...day];
}

/** A workbook of the contract: in each sheet a few true lines, then one for each thing planted in each column. */
function planted(contract: RowContract): Uint8Array {
  const plausible = new Plausible(contract, sources);
  const tabs = new Map<string, SheetCell[][]>();
  for (const sheet of contract.feuilles) {
    const tab = sheet.onglets[0] ?? sheet.nom;
    // Several tables of one tab stand one below the other.
    const above = tabs.get(tab) ?? [[contract.mentions[0] ?? ''], ['Exercice', 2024]];
    const lines: SheetCell[][] = [
      ...above,
      [],
      Object.values(sheet.colonnes).map((column) => column.etiquettes[0] ?? ''),
    ];
    let number = 0;
    while (number < TRUE_LINES) lines.push(plausible.line(sheet, number++));
    for (const [rank, column] of Object.values(sheet.colonnes).entries())
      for (const value of plantedIn(column, sheet)) {
        const line = plausible.line(sheet, number++);
        line[rank] = value;
        lines.push(line);
      }
    tabs.set(tab, lines);
  }
  return workbook(
    [...tabs].map(([nom, lines]) => ({ nom, feuille: grid(lines) })),
    'Corpus',
    '2025-01-15',
  );
}

describe('a name, a telephone, an address or a birth in every column of every contract', () => {
  it.each(contracts.map((contract) => [contract.source, contract] as const))(
    '%s',
    async (source, contract) => {
      const path = join(folder, `${source}-2024.xlsx`);
      await writeFile(path, planted(contract));
      const [report] = await ingest([path], {
        warehouse,
        sources,
        keyFor: () => KEY,
        clock: () => new Date('2025-02-01T00:00:00Z'),
      });
      expect(report?.source).toBe(source);
      expect(report?.lus).toBe((report?.charges ?? 0) + (report?.a_corriger ?? 0));
      // A line is refused or loads without what was planted: true lines of each sheet load.
      expect(report?.etat).toBe('charge');
      const said = JSON.stringify(report?.problemes.map(({ fichier: _own, ...told }) => told));
      const kept = await contentOf(warehouse);
      for (const word of PLANTED) {
        expect(said.includes(word), `${word} is told`).toBe(false);
        expect(kept.includes(word), `${word} is kept`).toBe(false);
      }
    },
  );

  it('each sheet loads its true lines, so that the lines beside them were read', async () => {
    const parts: { source: string; partie: string }[] = await warehouse.knex('meta.partie').select('*');
    const loaded = new Set(parts.map(({ partie }) => partie));
    const lacking = contracts.flatMap((contract) =>
      contract.feuilles.flatMap((sheet) =>
        loaded.has(sheet.nom) ? [] : [`${contract.source}.${sheet.nom}`],
      ),
    );
    expect(lacking).toEqual([]);
  });
});
