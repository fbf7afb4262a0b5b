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
  total: boolean;
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
const wholes = new Set(['_T', 'CPCA']);

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

/** In the order of the codes' labels, a line's own total first, the whole last. */
function byLabel(a: { code: string; head: string }, b: { code: string; head: string }): number {
  return Number(wholes.has(a.code)) - Number(wholes.has(b.code)) || a.head.localeCompare(b.head, 'fr');
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
  const found: CubeLine[] = [];
  const sources: CubeTable['sources'] = [];
  const heads = [...new Set(used.map((row) => text(row, first)))]
    .map((code) => ({ code, head: headOf(code) }))
    .sort(byLabel);
  for (const { code, head } of heads) {
    const own = used.filter((row) => text(row, first) === code);
    const add = (key: string, name: string, part: boolean, ownRows: Row[]) =>
      found.push({
        key,
        head: name,
        part,
        total: wholes.has(code),
        cells: columns.map((column) => cellOf(ownRows, column, unknown)),
      });
    const whole = second === undefined ? own : own.filter((row) => text(row, second) === '_T');
    add(code, head, false, whole);
    if (second !== undefined) {
      const others = [...new Set(own.map((row) => text(row, second)))].filter((one) => one !== '_T');
      const named = others.map((one) => ({ code: one, head: label(second, one) })).sort(byLabel);
      for (const one of named) {
        const partRows = own.filter((row) => text(row, second) === one.code);
        add(`${code}\u0000${one.code}`, one.head, true, partRows);
      }
    }
    const written = sourceText(own.map((row) => text(row, 'source')));
    if (written !== '') sources.push({ head, text: written });
  }
  const provenances = [...new Set(used.map((row) => text(row, 'provenance')))].filter((one) => one !== '');
  return {
    lines: found,
    bases: basesOf(
      used.filter((row) => !wholes.has(text(row, first))),
      columns,
    ),
    totalBases: basesOf(
      used.filter((row) => wholes.has(text(row, first))),
      columns,
    ),
    provenances: provenances.sort().map((one) => `${provenanceText(one)}s`),
    sources,
  };
}

/** One indicator as bars, the longest first: rows that are a total of `lines` or a part of another dimension are left out. */
export function cubeBars(
  rows: Row[],
  { indicateur, lines, labels }: { indicateur: string; lines: string; labels: Record<string, string> },
): Bar[] {
  const parts = ['site', 'module', 'type_place'].filter((name) => name !== lines);
  return rows
    .filter((row) => text(row, 'indicateur') === indicateur && !wholes.has(text(row, lines)))
    .filter((row) => parts.every((name) => text(row, name) === '' || text(row, name) === '_T'))
    .map((row) => ({
      label: labels[text(row, lines)] ?? text(row, lines),
      value: number(row, 'valeur'),
      absence: absenceText(text(row, 'statut')),
    }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || a.label.localeCompare(b.label, 'fr'));
}
