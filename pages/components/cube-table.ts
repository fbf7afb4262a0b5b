import type { Bar } from './bar.ts';
import {
  absenceText,
  attributeNumber,
  figureOf,
  number,
  provenanceText,
  type Row,
  text,
  unitValue,
} from './figure.ts';
import { formatNumber } from './number.ts';
import { sourceText } from './source.ts';

/** One column: an indicator of a long cube, and the codes of other dimensions that it is taken at. */
export interface CubeColumn {
  indicateur: string;
  titre: string;
  /** Such as `{ objet: 'envoi' }`. */
  pour?: Record<string, string>;
}

export interface CubeCell {
  titre: string;
  /** The figure or how it is absent; a dash when the cube has no such row. */
  text: string;
  /** Of a rate: `590 / 1 098`; what is not known, if any. */
  detail: string;
  /** The figure is absent, and `text` says how. */
  absent: boolean;
  /** The cube has no such row. */
  empty: boolean;
}

export interface CubeLine {
  key: string;
  head: string;
  /** A part of the line above it. */
  part: boolean;
  /** The one part that a line has, when it says the same: it has no line of its own. */
  only: string;
  total: boolean;
  /** Empty when the line only heads its parts. */
  cells: CubeCell[];
}

export interface CubeBase {
  base: string;
  titres: string[];
}

export interface CubeTable {
  lines: CubeLine[];
  /** What each column counts among: the same base once, with the titles of its columns. */
  bases: CubeBase[];
  /** The same of the lines that are a total: whom it leaves out, if anyone. */
  totalBases: CubeBase[];
  provenances: string[];
  sources: { head: string; text: string }[];
}

export interface CubeTableOptions {
  columns: CubeColumn[];
  /** Dimension whose codes are the lines. */
  lines: string;
  /** Dimension whose codes are parts under a line; its `_T` is the line itself. */
  parts?: string;
  /** Labels of codes, by dimension. */
  labels: Record<string, Record<string, string>>;
  /** How `inconnus` reads after its number: `inconnus`. */
  unknown: string;
  /** Attribute that words a line, for codes that no list labels. */
  wording?: string;
}

/** Codes that stand for all lines together. */
const wholes = ['_T', 'CPCA'];

function matches(row: Row, column: CubeColumn): boolean {
  const wanted = Object.entries({ indicateur: column.indicateur, ...column.pour });
  return wanted.every(([name, code]) => text(row, name) === code);
}

/** Numerator and denominator of a rate, then what is not known of it. */
function detailText(row: Row, unknown: string): string {
  const [part, whole, missing] = ['numerateur', 'denominateur', 'inconnus'].map((name) =>
    attributeNumber(row, name),
  );
  const parts: string[] = [];
  if (typeof part === 'number' && typeof whole === 'number') {
    parts.push(`${formatNumber(part)} / ${formatNumber(whole)}`);
  }
  if (typeof missing === 'number' && missing > 0) parts.push(`${formatNumber(missing)} ${unknown}`);
  return parts.join(', ');
}

function cellOf(rows: Row[], column: CubeColumn, unknown: string): CubeCell {
  const row = rows.find((one) => matches(one, column));
  const { titre } = column;
  if (!row) return { titre, text: '–', detail: '', absent: false, empty: true };
  return {
    titre,
    text: unitValue(figureOf(row), text(row, 'unite')),
    detail: detailText(row, unknown),
    absent: number(row, 'valeur') === null,
    empty: false,
  };
}

function basesOf(rows: Row[], columns: CubeColumn[]): CubeBase[] {
  const bases = new Map<string, string[]>();
  for (const column of columns) {
    const own = new Set(rows.filter((row) => matches(row, column)).map((row) => text(row, 'base')));
    for (const base of [...own].filter((one) => one !== '').sort()) {
      bases.set(base, [...(bases.get(base) ?? []), column.titre]);
    }
  }
  return [...bases].map(([base, titres]) => ({ base, titres }));
}

/** A total's base without what its parts say already: `somme des antennes ; sans lignes : APEX`. */
function totalBasesOf(bases: CubeBase[], parts: CubeBase[]): CubeBase[] {
  const rests = new Map<string, string[]>();
  for (const { base, titres } of bases) {
    const same = parts.find((one) => base.startsWith(one.base));
    const rest = same ? base.slice(same.base.length).replace(/^[\s,;]+/, '') : base;
    if (rest !== '') rests.set(rest, [...(rests.get(rest) ?? []), ...titres]);
  }
  return [...rests].map(([base, titres]) => ({ base, titres }));
}

/** A whole of which the cube says nothing heads its parts; a single part that says the same is told in its line. */
function joined(whole: CubeLine, parts: CubeLine[]): CubeLine[] {
  const [single] = parts;
  const said = (line: CubeLine) => JSON.stringify(line.cells);
  if (single && parts.length === 1 && said(single) === said(whole)) return [{ ...whole, only: single.head }];
  const silent = whole.cells.every((cell) => cell.empty);
  return [silent && parts.length > 0 ? { ...whole, cells: [] } : whole, ...parts];
}

/**
 * Rows of a long cube as a table: a line per code of one dimension, then its parts, a column per indicator.
 * Nothing is added up: what the cube does not hold is a dash.
 */
export function cubeTable(rows: Row[], options: CubeTableOptions): CubeTable {
  const { columns, lines: first, parts: second, labels, unknown, wording } = options;
  const used = rows.filter((row) => columns.some((column) => matches(row, column)));
  const label = (dimension: string, code: string) => labels[dimension]?.[code] ?? code.replaceAll("'", '’');
  const headOf = (code: string) => {
    if (code === '_T') return 'Ensemble';
    const worded =
      wording &&
      text(
        used.find((row) => text(row, first) === code),
        wording,
      );
    return worded || label(first, code);
  };
  const lineOf = (key: string, head: string, part: boolean, total: boolean, own: Row[]): CubeLine => {
    const cells = columns.map((column) => cellOf(own, column, unknown));
    return { key, head, part, only: '', total, cells };
  };
  /* By label, totals last. */
  const heads = [...new Set(used.map((row) => text(row, first)))]
    .map((code) => ({ code, head: headOf(code), total: wholes.includes(code) }))
    .sort((a, b) => Number(a.total) - Number(b.total) || a.head.localeCompare(b.head, 'fr'));
  const lines = heads.flatMap(({ code, head, total }) => {
    const own = used.filter((row) => text(row, first) === code);
    if (second === undefined) return [lineOf(code, head, false, total, own)];
    const of = (part: string) => own.filter((row) => text(row, second) === part);
    const parts = [...new Set(own.map((row) => text(row, second)))]
      .filter((part) => part !== '_T')
      .map((part) => lineOf(`${code}\u0000${part}`, label(second, part), true, total, of(part)))
      .sort((a, b) => a.head.localeCompare(b.head, 'fr'));
    return joined(lineOf(code, head, false, total, of('_T')), parts);
  });
  const isTotal = (row: Row) => wholes.includes(text(row, first));
  const bases = basesOf(
    used.filter((row) => !isTotal(row)),
    columns,
  );
  const totalBases = basesOf(used.filter(isTotal), columns);
  const sources = heads.map(({ code, head }) => ({
    head,
    text: sourceText(used.filter((row) => text(row, first) === code).map((row) => text(row, 'source'))),
  }));
  const provenances = [...new Set(used.map((row) => text(row, 'provenance')))].filter((one) => one !== '');
  return {
    lines,
    bases,
    totalBases: totalBasesOf(totalBases, bases),
    provenances: provenances.sort().map((one) => `${provenanceText(one)}s`),
    sources: sources.filter((source) => source.text !== ''),
  };
}

/** The dimensions whose parts a bar leaves out. */
const partNames = ['site', 'module', 'type_place'];

/**
 * One indicator as bars, the longest first: rows that are a total of `lines` or a part of another dimension are left out. With
 * `each`, one bar a part of that dimension, its total left out.
 */
export function cubeBars(
  rows: Row[],
  options: {
    indicateur: string;
    lines: string;
    labels: Record<string, string>;
    each?: string;
    parts?: Record<string, string>;
    /** Numerator and denominator beside the number. */
    detail?: boolean;
  },
): Bar[] {
  const { indicateur, lines, labels, each, parts = {}, detail = false } = options;
  const others = partNames.filter((name) => name !== lines && name !== each);
  const label = (row: Row) => labels[text(row, lines)] ?? text(row, lines);
  return rows
    .filter((row) => text(row, 'indicateur') === indicateur && !wholes.includes(text(row, lines)))
    .filter((row) => others.every((name) => text(row, name) === '' || text(row, name) === '_T'))
    .filter((row) => each === undefined || text(row, each) !== '_T')
    .map((row) => ({
      label: each === undefined ? label(row) : `${label(row)}, ${parts[text(row, each)] ?? text(row, each)}`,
      value: number(row, 'valeur'),
      absence: absenceText(text(row, 'statut')),
      ...(number(row, 'valeur') === null ? { statut: text(row, 'statut') } : {}),
      ...(detail ? { detail: detailText(row, 'inconnus') } : {}),
    }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || a.label.localeCompare(b.label, 'fr'));
}
