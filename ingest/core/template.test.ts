import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
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

interface Filled {
  nom: string;
  contract: RowContract;
  expected: ReturnType<typeof rowsOf>;
  bytes: Uint8Array;
}

/** The template of each sample's contract with the sample's lines in it, and what the sample itself loads. */
function filledBySamples(): Filled[] {
  return samples.flatMap(({ nom, bytes }) => {
    const classeur = opened(bytes, nom);
    const recognised = recognise(classeur, sources.contracts);
    if (!recognised.ok || recognised.contract.genre !== 'lignes') return [];
    const { contract } = recognised;
    const headers: FoundTable[] = [];
    const expected = rowsOf(classeur, contract, (sheet, header) => headers.push({ sheet, header }));
    // Tables that share a sheet are not told apart by their lines here.
    if (new Set(headers.map(({ sheet }) => sheet)).size < headers.length) return [];
    const found = new Map<RowSheet, FoundTable[]>();
    for (const one of headers) {
      const wanted = sheetOf(contract, one);
      if (wanted) found.set(wanted, [...(found.get(wanted) ?? []), one]);
    }
    return [{ nom, contract, expected, bytes: filled(contract, found) }];
  });
}

/** The sheet of the contract that a table of a sample is. */
function sheetOf({ feuilles }: RowContract, { sheet, header }: FoundTable): RowSheet | undefined {
  const names = [...header.rangs.keys()];
  const wide = feuilles.filter(({ colonnes }) => names.every((column) => column in colonnes));
  return wide.find(({ onglets, nom }) => onglets.includes(sheet.nom) || sheet.nom.includes(nom)) ?? wide[0];
}

/**
 * First cell of a range → what its cells accept, the values of a list included, as the workbook itself says. How far a
 * range goes is left out: LibreOffice keeps the first thousand of lines that are empty.
 */
function rulesOf(bytes: Uint8Array): Record<string, string> {
  const book = XLSX.read(bytes, { bookFiles: true }) as XLSX.WorkBook & {
    files: Record<string, { content: Uint8Array }>;
  };
  const rules: Record<string, string> = {};
  for (const [index, sheet] of book.SheetNames.entries()) {
    const xml = new TextDecoder().decode(book.files[`xl/worksheets/sheet${index + 1}.xml`]?.content);
    for (const [, head = '', body = ''] of xml.matchAll(
      /<dataValidation ([^>]*)>(.*?)<\/dataValidation>/gs,
    )) {
      const said = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(head)?.[1] ?? '';
      const bounds = [...body.matchAll(/<formula\d>(.*?)<\/formula\d>/g)].map(([, text = '']) => text);
      const operator = said('operator') || 'between';
      // A bound that the operator does not use may be written too.
      const used = operator === 'between' ? bounds : bounds.slice(0, 1);
      const accepted = said('type') === 'list' ? valuesOf(book, bounds[0] ?? '') : used;
      const rule = [said('type'), said('errorStyle') || 'stop', operator, ...accepted].join(' | ');
      for (const range of said('sqref').split(' ')) rules[`${sheet} ${range.split(':')[0]}`] = rule;
    }
  }
  return rules;
}

/** The values of a range of another sheet. */
function valuesOf(book: XLSX.WorkBook, range: string): string[] {
  const [sheet = '', cells = ''] = range.replaceAll(/['$]/g, '').split('!');
  const lines = XLSX.utils.sheet_to_json<string[]>(book.Sheets[sheet] ?? {}, { header: 1, range: cells });
  return lines.flat().map(String);
}

/** Files as LibreOffice opens and saves them again; undefined on a machine without it. */
async function savedByOffice(
  files: readonly { nom: string; bytes: Uint8Array }[],
): Promise<Map<string, Uint8Array> | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-modeles-'));
  try {
    for (const { nom, bytes } of files) await writeFile(join(folder, nom), bytes);
    const paths = files.map(({ nom }) => join(folder, nom));
    const home = `-env:UserInstallation=${pathToFileURL(join(folder, 'office')).href}`;
    const to = ['--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML', '--outdir', join(folder, 'lus')];
    await promisify(execFile)('soffice', [home, ...to, ...paths], { timeout: 100_000 });
    const read = files.map(async ({ nom }) => [nom, await readFile(join(folder, 'lus', nom))] as const);
    return new Map(await Promise.all(read));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'syscall' in error)
      if (String(error.syscall).startsWith('spawn')) return undefined;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
    for (const { nom, contract, expected, bytes } of filledBySamples()) {
      const back = rowsOf(opened(bytes, templateName(contract, YEAR)), contract);
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

  it('opened and saved by LibreOffice, keeps each list and rule, and loads what is written in it', async ({
    annotate,
  }) => {
    const empty = sources.contracts.map((contract) => ({
      nom: templateName(contract, YEAR),
      bytes: templateBook(contract, sources, YEAR),
    }));
    const written = filledBySamples().map((one, rang) => ({ ...one, nom: `rempli-${rang}-2024.xlsx` }));
    const office = await savedByOffice([...empty, ...written]);
    if (!office) {
      const why =
        '2026-11-24: no LibreOffice (soffice) on this machine: its opening of the templates was not tried.';
      await annotate(why, 'warning');
      console.warn(why);
      return;
    }
    let rules = 0;
    for (const { nom, bytes } of empty) {
      const own = rulesOf(bytes);
      expect(rulesOf(office.get(nom) ?? new Uint8Array()), nom).toEqual(own);
      const short = Object.entries(own).filter(([, rule]) => /^list( \| [^|]*){2,3}$/.test(rule));
      expect(short, 'a list of one value or none').toEqual([]);
      rules += Object.keys(own).length;
    }
    expect(rules).toBeGreaterThan(100);
    for (const { nom, contract, expected } of written) {
      const back = rowsOf(opened(office.get(nom) ?? new Uint8Array(), nom), contract);
      expect(
        back.problemes.map(({ code }) => code),
        contract.source,
      ).toEqual(expected.problemes.map(({ code }) => code));
      expect(back.content, contract.source).toEqual(expected.content);
    }
  }, 110_000);
});
