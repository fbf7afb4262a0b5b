import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { AUDIENCES, type Audience } from './catalogue.ts';
import type { CatalogueDocument } from './catalogue-document.ts';
import { sha256 } from './cube-files.ts';
import { type Cell, cellKey } from './published-cell.ts';

/** One cube of one audience, read from a release's files. */
export interface CubeCells {
  cube: string;
  audience: Audience;
  classe: string;
  /** SHA-256 of the file: equal files hold equal cells. */
  sha256: string;
  /** By the codes of their dimensions, in the cube's order (`cellKey`). */
  cells: ReadonlyMap<string, Cell>;
}

/** What reads the cubes of one release, each file once. */
export class ReleaseCells {
  readonly #cubes = new Map<string, Promise<CubeCells>>();
  readonly #catalogues = new Map<Audience, Promise<CatalogueDocument>>();
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** The cubes that an audience has, in the order of her catalogue. */
  async cubesOf(audience: Audience): Promise<string[]> {
    return (await this.#catalogue(audience)).cubes.map(({ nom }) => nom);
  }

  /** Every cube of every audience. */
  async all(): Promise<CubeCells[]> {
    const found: CubeCells[] = [];
    for (const audience of AUDIENCES)
      for (const cube of await this.cubesOf(audience)) found.push(await this.cube(audience, cube));
    return found;
  }

  /** One cube of one audience, which has it. */
  cube(audience: Audience, cube: string): Promise<CubeCells> {
    const key = `${audience}/${cube}`;
    const known = this.#cubes.get(key);
    if (known) return known;
    const reading = this.#read(audience, cube);
    this.#cubes.set(key, reading);
    return reading;
  }

  #catalogue(audience: Audience): Promise<CatalogueDocument> {
    const known = this.#catalogues.get(audience);
    if (known) return known;
    const reading = readFile(join(this.dir, audience, 'catalogue.json'), 'utf8').then(
      (text): CatalogueDocument => JSON.parse(text),
    );
    this.#catalogues.set(audience, reading);
    return reading;
  }

  async #read(audience: Audience, name: string): Promise<CubeCells> {
    const catalogue = await this.#catalogue(audience);
    const stated = catalogue.cubes.find(({ nom }) => nom === name);
    if (stated === undefined) throw new Error(`${audience} has no cube ${name}`);
    const bytes = await readFile(join(this.dir, audience, 'cubes', `${name}.csv`));
    const names = stated.dimensions.map(({ nom }) => nom);
    const rows: Record<string, string>[] = parse(bytes, { columns: true });
    const cells = rows.map((row) => readCell(row, names, stated.periode));
    const byKey = new Map(cells.map((cell) => [cellKey(Object.values(cell.dimensions)), cell]));
    return { cube: name, audience, classe: stated.classe, sha256: sha256(bytes), cells: byKey };
  }
}

/** One cell that is not the same in two releases. */
export interface CellChange {
  genre: 'ajoutee' | 'retiree' | 'changee';
  cube: string;
  audience: Audience;
  annee: number;
  dimensions: Readonly<Record<string, string>>;
  avant: Pick<Cell, 'valeur' | 'statut'> | null;
  apres: Pick<Cell, 'valeur' | 'statut'> | null;
}

/**
 * The cells of a cube that differ between two releases, those before first: in value, status or a number beside it.
 * Words (labels, sources, sentences) may be put better without a cell being another.
 */
export function changesOf(before: CubeCells, after: CubeCells): CellChange[] {
  if (before.sha256 === after.sha256) return [];
  const changes: CellChange[] = [];
  for (const [key, cell] of before.cells) {
    const now = after.cells.get(key);
    if (now === undefined) changes.push(change('retiree', after, cell, cell, null));
    else if (!sameFigures(cell, now)) changes.push(change('changee', after, now, cell, now));
  }
  for (const [key, cell] of after.cells)
    if (!before.cells.has(key)) changes.push(change('ajoutee', after, cell, null, cell));
  return changes;
}

function change(
  genre: CellChange['genre'],
  { cube, audience }: CubeCells,
  { annee, dimensions }: Cell,
  before: Cell | null,
  after: Cell | null,
): CellChange {
  const shown = (cell: Cell | null) => cell && { valeur: cell.valeur, statut: cell.statut };
  return { genre, cube, audience, annee, dimensions, avant: shown(before), apres: shown(after) };
}

function sameFigures(one: Cell, other: Cell): boolean {
  if (one.valeur !== other.valeur || one.statut !== other.statut) return false;
  const names = new Set([...Object.keys(one.nombres), ...Object.keys(other.nombres)]);
  return [...names].every((name) => one.nombres[name] === other.nombres[name]);
}

function readCell(
  row: Readonly<Record<string, string>>,
  dimensions: readonly string[],
  period: string,
): Cell {
  const nombres: Record<string, number> = {};
  for (const [name, text] of Object.entries(row)) {
    if (name === 'valeur' || name === 'statut' || dimensions.includes(name)) continue;
    const value = numberOf(text);
    if (value !== null) nombres[name] = value;
  }
  return {
    annee: Number(row[period]),
    dimensions: Object.fromEntries(dimensions.map((name) => [name, row[name] ?? ''])),
    valeur: numberOf(row.valeur ?? ''),
    statut: row.statut ?? '',
    nombres,
  };
}

/** A number in French or plain notation; null for words and for nothing. */
function numberOf(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (plain === '' || !/^[-−+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(plain)) return null;
  return Number(plain.replace('−', '-'));
}
