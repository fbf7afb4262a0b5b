import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../contracts.ts';
import type { RowContract, RowSheet } from './contract.ts';
import { readDeclared } from './declared.ts';
import { type OpenedWorkbook, read } from './readers/read.ts';
import { recognise } from './recognise.ts';
import type { Header } from './row-header.ts';
import { readRows } from './rows.ts';
import { templateBook, templateName } from './template.ts';
import { type Cell, cellAt, type Sheet } from './workbook.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const SAMPLES = here('../../data-samples');
const key = Uint8Array.from({ length: 32 }, (_, index) => index * 3);
const TODAY = '2025-02-01';
const YEAR = 2024;

let sources: Sources;
let samples: { nom: string; bytes: Uint8Array }[];
beforeAll(async () => {
  sources = await loadSources(here('../sources'), here('../nomenclatures'));
  const names = (await readdir(SAMPLES, { recursive: true })).filter((name) =>
    /2024\.(csv|xlsx|xls|ods)$/.test(name),
  );
  samples = await Promise.all(
    names.sort().map(async (nom) => ({ nom, bytes: new Uint8Array(await readFile(join(SAMPLES, nom))) })),
  );
});

function opened(bytes: Uint8Array, nom: string): OpenedWorkbook {
  const done = read(bytes, nom);
  if (!done.ok) throw new Error(done.problemes[0]?.message);
  return done.classeur;
}

const saved = (book: XLSX.WorkBook) =>
  new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);

interface FoundTable {
  sheet: Sheet;
  header: Header;
}

function rowsOf(
  classeur: OpenedWorkbook,
  contract: RowContract,
  onTable?: (sheet: Sheet, header: Header) => void,
) {
  const { tables, problemes, charges } = readRows(classeur, contract, {
    ...{ lists: sources, annee: YEAR, key, aujourdhui: TODAY },
    ...(onTable ? { onTable } : {}),
  });
  const content = [...tables].map(([table, rows]) => [
    table,
    rows.map(({ feuille: _sheet, ligne: _line, ...row }) => JSON.stringify(row)).sort(),
  ]);
  return { content, problemes, charges };
}

/** A cell as a hand enters it. */
function entered({ kind, value, text }: Cell): XLSX.CellObject {
  if (kind === 'empty') return { t: 'z' };
  if (kind === 'number') return { t: 'n', v: Number(value) };
  return kind === 'date' ? { t: 'n', v: serialOf(String(value)), z: 'dd/mm/yyyy' } : { t: 's', v: text };
}

const serialOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569;

/** The template of a contract with the lines of a sample written under its headings. */
function filled(contract: RowContract, found: ReadonlyMap<RowSheet, FoundTable[]>): Uint8Array {
  const template = templateBook(contract, sources, YEAR);
  const book = XLSX.read(template);
  const layout = opened(template, 'modele.xlsx');
  for (const [wanted, tables] of found) {
    const tab = layout.feuilles.find(({ nom }) => nom === wanted.onglets[0] || nom === wanted.nom);
    const sheet = book.Sheets[wanted.nom] ?? book.Sheets[tab?.nom ?? ''];
    if (!sheet) throw new Error(`${contract.source}: no sheet for ${wanted.nom}`);
    let line = 4;
    for (const { sheet: from, header } of tables)
      for (let ligne = header.ligne + 1; ligne < from.rows.length; ligne++, line++)
        for (const [rang, nom] of Object.keys(wanted.colonnes).entries()) {
          const at = header.rangs.get(nom);
          if (at === undefined) continue;
          sheet[XLSX.utils.encode_cell({ r: line, c: rang })] = entered(cellAt(from, ligne, at));
        }
    sheet['!ref'] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: line, c: 40 } });
  }
  return saved(book);
}

describe('a template', () => {
  it('is recognised as its own contract and year, and none of it is to correct', () => {
    for (const contract of sources.contracts) {
      const classeur = opened(templateBook(contract, sources, YEAR), templateName(contract, YEAR));
      const recognised = recognise(classeur, sources.contracts);
      expect(recognised, contract.source).toMatchObject({
        ok: true,
        contract: { source: contract.source },
        annee: YEAR,
      });
      const found =
        contract.genre === 'annuel'
          ? readDeclared(classeur, contract, sources.nomenclatures, YEAR)
          : readRows(classeur, contract, { lists: sources, annee: YEAR, key });
      expect(found.problemes, contract.source).toEqual([]);
      expect(found.a_corriger, contract.source).toBe(0);
    }
  });

  it('filled with the lines of a sample, loads what the sample loads', () => {
    const seen = new Set<string>();
    for (const { nom, bytes } of samples) {
      const classeur = opened(bytes, nom);
      const recognised = recognise(classeur, sources.contracts);
      if (!recognised.ok || recognised.contract.genre !== 'lignes') continue;
      const { contract } = recognised;
      const found = new Map<RowSheet, FoundTable[]>();
      const headers: FoundTable[] = [];
      const expected = rowsOf(classeur, contract, (sheet, header) => headers.push({ sheet, header }));
      // Tables that share a sheet are not told apart by their lines here.
      if (new Set(headers.map(({ sheet }) => sheet)).size < headers.length) continue;
      for (const one of headers) {
        const names = [...one.header.rangs.keys()];
        const wanted =
          contract.feuilles
            .filter(({ colonnes }) => names.every((column) => column in colonnes))
            .find(
              ({ onglets, nom: own }) => onglets.includes(one.sheet.nom) || one.sheet.nom.includes(own),
            ) ?? contract.feuilles.find(({ colonnes }) => names.every((column) => column in colonnes));
        if (wanted) found.set(wanted, [...(found.get(wanted) ?? []), one]);
      }
      const back = rowsOf(opened(filled(contract, found), templateName(contract, YEAR)), contract);
      expect(back.charges, nom).toBe(expected.charges);
      expect(back.content, nom).toEqual(expected.content);
      seen.add(contract.source);
    }
    expect(seen.size).toBeGreaterThan(8);
  });

  it('of annual tables, filled, loads a figure for each of its cells', () => {
    for (const contract of sources.contracts) {
      if (contract.genre !== 'annuel') continue;
      const template = templateBook(contract, sources, YEAR);
      const book = XLSX.read(template, { cellStyles: true, sheetStubs: true });
      const sheet = book.Sheets[`Bilan ${YEAR}`];
      const nom = templateName(contract, YEAR);
      const addresses = Object.entries(sheet ?? {})
        .filter(([address, cell]) => !address.startsWith('!') && cell.t === 'z')
        .map(([address]) => address);
      const fill = (value: number, cells: readonly (string | null)[]) => {
        for (const address of cells) if (sheet && address !== null) sheet[address] = { t: 'n', v: value };
        return readDeclared(opened(saved(book), nom), contract, sources.nomenclatures, YEAR);
      };
      // A figure that is itself a year is refused any other number.
      const first = fill(1, addresses);
      const years = first.problemes.filter(({ code }) => code === 'VALEUR_IMPOSSIBLE');
      expect(
        years.every(({ message }) => message.includes('une année')),
        contract.source,
      ).toBe(true);
      const { figures, problemes } = fill(
        2020,
        years.map(({ cellule }) => cellule),
      );
      const cells = addresses.length;
      expect(problemes, contract.source).toEqual([]);
      expect(figures.length, contract.source).toBe(cells);
      expect(cells, contract.source).toBeGreaterThan(0);
    }
  });
});
