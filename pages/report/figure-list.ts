import { type Row, text } from '../components/figure.ts';
import type { Cubes } from './cubes.ts';
import type { Cell, Figure, RowGroup, Table, TableRow } from './document.ts';
import { amount, figureFrom, unitLine } from './figure.ts';
import { cautionNotes, provenanceSentence } from './matrix.ts';
import type { Notes } from './notes.ts';
import type { Reading } from './reading.ts';
import type { Elsewhere } from './regional.ts';

export interface ListOptions {
  cubes: Cubes;
  cube: string;
  id: string;
  caption: string;
  head: string;
  year: number;
  /** Lines: rows of one quantity, of the year and the year before, in both provenances. */
  groups: readonly { heading: string; lines: readonly ListLine[] }[];
  notes: Notes;
  reading: Reading;
  /** A column of the part of the base, where the cube has `base_valeur`. */
  shares: boolean;
}

export interface ListLine {
  label: string;
  rows: readonly Row[];
  /** The same quantity calculated in another cube: shown where this one has no calculated figure. */
  elsewhere?: Elsewhere;
}

/**
 * One line per quantity: declared and calculated side by side, the year before, the difference that the release
 * gives, the base, the sources. Under a line, what the porteur wrote to explain it.
 */
export function figureList(options: ListOptions): Table {
  const { reading, shares, year } = options;
  return {
    kind: 'table',
    id: options.id,
    caption: options.caption,
    about: [provenanceSentence(['declare', 'calcule'])],
    columns: [
      { label: options.head, kind: 'head' },
      { label: `${year} déclaré`, kind: 'number' },
      { label: `${year} calculé`, kind: 'number' },
      ...(shares ? [{ label: 'Part de la base', kind: 'number' as const }] : []),
      { label: `${year - 1}`, kind: 'number' },
      ...(reading.compares(options.cube) ? [{ label: 'Évolution', kind: 'number' as const }] : []),
      { label: 'Base', kind: 'text' },
      { label: 'Notes', kind: 'notes' },
    ],
    groups: options.groups.map(
      ({ heading, lines }): RowGroup => ({ heading, rows: lines.map((line) => listRow(options, line)) }),
    ),
  };
}

/** A row with the cube it is of. */
interface Found {
  cube: string;
  row: Row;
}

function listRow(options: ListOptions, { label, rows, elsewhere }: ListLine): TableRow {
  const { cubes, cube, year, notes, reading, shares } = options;
  const within = (own: string, all: readonly Row[], wanted: number, provenance: string): Found[] =>
    all
      .filter((row) => Number(row.annee) === wanted && text(row, 'provenance') === provenance)
      .slice(0, 1)
      .map((row) => ({ cube: own, row }));
  const of = (wanted: number, provenance: string): Found | undefined =>
    [
      ...within(cube, rows, wanted, provenance),
      ...(elsewhere ? within(elsewhere.cube, elsewhere.rows, wanted, provenance) : []),
    ][0];
  const figure = (found: Found | undefined) => (found ? [figureFrom(cubes, found.cube, found.row)] : []);
  const declared = figure(of(year, 'declare'));
  const computed = figure(of(year, 'calcule'));
  const own = reading.change(cube, rows, notes);
  const change =
    own.kind === 'change' || !elsewhere ? own : reading.change(elsewhere.cube, elsewhere.rows, notes);
  // The year before in the provenance that the difference is of.
  const compared = change.kind === 'change' ? change.figure.provenance : '';
  const earlier = of(year - 1, compared) ?? of(year - 1, 'declare') ?? of(year - 1, 'calcule');
  // A difference says itself why it is none.
  const caution = earlier && change.kind !== 'change' ? reading.caution(earlier.cube, earlier.row) : '';
  const before = figure(earlier).map((one) => (one.value === null ? one : { ...one, caution }));
  const now = [...declared, ...computed];
  const bare = change.kind === 'change' ? [] : before;
  const row = (of(year, 'declare') ?? of(year, 'calcule'))?.row;
  const bases = [...new Set(now.map(({ base }) => base))].filter(Boolean).join(' ; ');
  const units = now.map(({ unit }) => unit);
  const cells: Cell[] = [
    {
      kind: 'text',
      text: label,
      small: unitLine(units, `${label} ${options.caption} ${bases}`),
    },
    { kind: 'figures', figures: declared, none: 'non déclaré', letters: false },
    { kind: 'figures', figures: computed, none: 'non calculé', letters: false },
    ...(shares && row ? [shareCell(now[0], row)] : []),
    {
      ...{ kind: 'figures', figures: before, none: 'non transmis', letters: before.length > 0 },
      notes: [...cautionNotes(before, notes), ...bare.flatMap((one) => otherBase(one, now, year, notes))],
    },
    ...(reading.compares(cube) ? [change] : []),
    { kind: 'text', text: bases, small: [] },
    {
      kind: 'notes',
      notes: notes.ofSources([...now, ...before].map(({ sources }) => sources)),
    },
  ];
  return { cells, remarks: row ? reading.explanations(cube, row) : [] };
}

/** The note of a figure of the year before whose base is not that of the year's, where no difference says it. */
function otherBase(before: Figure, now: readonly Figure[], year: number, notes: Notes): number[] {
  const same = now.filter(({ provenance, value }) => provenance === before.provenance && value !== null);
  if (before.value === null || before.base === '' || same.every(({ base }) => base === before.base))
    return [];
  return [notes.number(`Base de ${year - 1} : ${before.base}.`)];
}

function shareCell(part: Figure | undefined, row: Row): Cell {
  const whole = amount(row, 'base_valeur');
  // A figure that is its own base, or is not counted in the base's unit, is no part of it.
  if (!part || part.value === null || whole === null || text(row, 'modalite') === '_T')
    return { kind: 'text', text: '', small: [] };
  return { kind: 'share', part, whole };
}
