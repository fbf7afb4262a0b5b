import { absenceText, number, provenanceText, type Row, text } from '../components/figure.ts';
import type { Cubes } from './cubes.ts';
import type { Block, Cell, Figure, RowGroup, Table, TableRow } from './document.ts';
import { figureFrom, unitLine } from './figure.ts';
import type { Notes } from './notes.ts';
import type { Reading } from './reading.ts';

/** Most columns of figures that a page in portrait can be read with. */
const WIDEST = 7;

/** Rows or columns of a table, by the rows of a cube that fall in them. */
export interface Slot {
  label: string;
  holds: (row: Row) => boolean;
  /** Lines that follow each other under one heading stand together; empty or absent: under none. */
  heading?: string;
}

export interface MatrixOptions {
  cubes: Cubes;
  cube: string;
  id: string;
  caption: string;
  /** Words above the first column: what a line is. */
  head: string;
  /** The rows of the cube that the table is about; a column picks its own year among them. */
  rows: readonly Row[];
  year: number;
  lines: readonly Slot[];
  columns: readonly Slot[];
  notes: Notes;
  /** Where columns of two years stand side by side: says which figures of the year before do not compare. */
  reading?: Reading;
}

/**
 * Lines × columns of one cube. A column without any figure is not drawn but named as not sent; so are cells. Where
 * there are more columns than a page can hold, the table goes on in another.
 */
export function matrix(options: MatrixOptions): Block[] {
  const { columns, caption, id, cubes, cube } = options;
  const drawn = columns.filter((column) => options.rows.some(column.holds));
  const lines = options.lines.filter((line) =>
    options.rows.some((row) => number(row, 'annee') === options.year && line.holds(row)),
  );
  if (drawn.length === 0 || lines.length === 0) return [nothing(options)];
  const silent = columns.filter((column) => !drawn.includes(column)).map(({ label }) => label);
  const parts = inParts(drawn);
  return parts.map((part, index): Table => {
    const cells = lines.map((line) => ({
      line,
      cells: part.map((column) => figures(options, line, column)),
    }));
    const all = cells.flatMap((one) => one.cells.flat());
    const provenances = [...new Set(all.map(({ provenance }) => provenance))].filter((one) => one !== '');
    const letters = provenances.length > 1;
    const about = [
      provenanceSentence(provenances),
      index === parts.length - 1 && silent.length > 0 ? `${absenceHead()} : ${silent.join(', ')}.` : '',
    ].filter((sentence) => sentence !== '');
    return {
      kind: 'table',
      id: parts.length === 1 ? id : `${id}-${index + 1}`,
      caption: index === 0 ? caption : `${caption} (suite)`,
      about,
      columns: [
        { label: options.head, kind: 'head' },
        ...part.map(({ label }) => ({ label, kind: 'number' as const })),
      ],
      groups: [
        ...inGroups(cells, ({ line }) => line.heading ?? '').map(([heading, own]) => ({
          heading,
          rows: own.map(({ line, cells: found }) => ({
            cells: [
              head(line, part, found, options.notes),
              ...found.map((one) => figureCell(one, letters, options.notes)),
            ],
            remarks: [],
          })),
        })),
        ...sourcesGroup(sourcesRow(options, part, cells)),
      ],
    };
  });

  function nothing({ year }: MatrixOptions): Block {
    const reason = cubes.has(cube)
      ? `Aucun chiffre de ${year} n’a été transmis pour cette partie.`
      : missingCube(cube);
    return { kind: 'missing', text: `${caption} : ${reason.charAt(0).toLowerCase()}${reason.slice(1)}` };
  }
}

/** What is said of a part that reads a cube which the release lacks. */
export function missingCube(cube: string): string {
  return `La publication ne contient pas la table « ${cube} » : cette partie n’est pas chiffrée.`;
}

/** Where figures come from, when a whole table has one answer; how letters are read when it has two. */
export function provenanceSentence(provenances: readonly string[]): string {
  const [only] = provenances;
  if (provenances.length > 1) return 'd : chiffre déclaré ; c : chiffre calculé à partir des lignes reçues.';
  if (only === 'declare') return 'Chiffres déclarés.';
  if (only === 'calcule') return 'Chiffres calculés à partir des lignes reçues.';
  return only === undefined ? '' : `Chiffres : ${provenanceText(only)}.`;
}

/** Neighbours with one heading, together. */
function inGroups<T>(items: readonly T[], heading: (item: T) => string): [string, T[]][] {
  const groups: [string, T[]][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && last[0] === heading(item)) last[1].push(item);
    else groups.push([heading(item), [item]]);
  }
  return groups;
}

function absenceHead(): string {
  return `Aucun chiffre (${absenceText('non_transmis')})`;
}

/** Columns in parts of nearly equal width. */
function inParts(columns: readonly Slot[]): Slot[][] {
  const count = Math.ceil(columns.length / WIDEST);
  const size = Math.ceil(columns.length / count);
  return Array.from({ length: count }, (_, part) => columns.slice(part * size, (part + 1) * size));
}

function figures({ cubes, cube, rows, reading, year }: MatrixOptions, line: Slot, column: Slot): Figure[] {
  return rows
    .filter((row) => line.holds(row) && column.holds(row))
    .sort((a, b) => (text(a, 'provenance') < text(b, 'provenance') ? 1 : -1))
    .map((row) => {
      const figure = figureFrom(cubes, cube, row);
      const before = figure.value !== null && number(row, 'annee') === year - 1;
      const caution = before ? (reading?.caution(cube, row) ?? '') : '';
      return caution === '' ? figure : { ...figure, caution };
    });
}

function figureCell(found: Figure[], letters: boolean, notes: Notes): Cell {
  const none = absenceText('non_transmis');
  return { kind: 'figures', figures: found, none, letters, notes: cautionNotes(found, notes) };
}

/** The notes that say which figures of a cell do not compare. */
export function cautionNotes(found: readonly Figure[], notes: Notes): number[] {
  return [...new Set(found.map(({ caution }) => notes.number(caution ?? '')))].filter((note) => note > 0);
}

/**
 * A line's label, with unit and base under it. Most columns share a base; another base, as that of a sum which says
 * what it lacks, stands in a note.
 */
function head(line: Slot, columns: readonly Slot[], cells: readonly Figure[][], notes: Notes): Cell {
  const bases = new Map<string, string[]>();
  const units = new Set<string>();
  for (const [index, found] of cells.entries())
    for (const { base, unit } of found) {
      units.add(unit);
      if (base !== '')
        bases.set(base, [...new Set([...(bases.get(base) ?? []), columns[index]?.label ?? ''])]);
    }
  const [usual, ...others] = [...bases].sort(
    ([a, of], [b, by]) => by.length - of.length || a.length - b.length || (a < b ? -1 : 1),
  );
  return {
    kind: 'text',
    text: line.label,
    small: [
      ...unitLine([...units], `${line.label} ${usual?.[0] ?? ''}`),
      ...(usual ? [`base : ${usual[0]}`] : []),
    ],
    notes: others.map(([base, of]) => notes.number(baseNote(line.label, usual?.[0] ?? '', base, of))),
  };
}

/** A base that goes on from the usual one says only what it adds: many lines then share a note. */
function baseNote(label: string, usual: string, base: string, of: readonly string[]): string {
  const [, added] = base.startsWith(usual) ? (/^\s*[,;–]\s*(.+)$/.exec(base.slice(usual.length)) ?? []) : [];
  return added === undefined
    ? `Base de « ${label} » pour ${of.join(', ')} : ${base}.`
    : `Pour ${of.join(', ')}, à la base s’ajoute : ${added}.`;
}

/** No line of sources where no figure has any. */
function sourcesGroup(row: TableRow): RowGroup[] {
  const called = row.cells.some((cell) => cell.kind === 'notes' && cell.notes.length > 0);
  return called ? [{ heading: '', rows: [row] }] : [];
}

function sourcesRow(
  { notes }: MatrixOptions,
  part: readonly Slot[],
  lines: readonly { cells: Figure[][] }[],
): TableRow {
  const cells = part.map((_, index): Cell => {
    const sources = lines.flatMap(({ cells }) => cells[index]?.flatMap((figure) => figure.sources) ?? []);
    return { kind: 'notes', notes: notes.ofSources([[...new Set(sources)]]) };
  });
  return { cells: [{ kind: 'text', text: 'Sources (notes)', small: [] }, ...cells], remarks: [] };
}
