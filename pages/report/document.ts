import type { Flow } from '../components/flow.ts';
import type { Profile } from '../components/profile.ts';

/** A report as data: what the writers of HTML and of a workbook turn into files, and what tests look at. */

/** A figure of the release, with what must always stand beside it. */
export interface Figure {
  cube: string;
  /** The row of the cube that it is, by its dimensions' codes. */
  key: string;
  /** Words of the row's dimensions, for the workbook: year, antenne, site… */
  place: Record<string, string>;
  label: string;
  /** Null when the figure is absent; `statut` then says how. */
  value: number | null;
  statut: string;
  approximate: boolean;
  unit: string;
  base: string;
  numerator: number | null;
  denominator: number | null;
  unknowns: number | null;
  formula: string;
  /** `declare`, `calcule`, or empty where the cube does not part them. */
  provenance: string;
  sources: string[];
  /** Of a figure of the year before: why it does not compare with the year's; absent where nothing says so. */
  caution?: string;
}

/** One cell of a table. */
export type Cell =
  | { kind: 'text'; text: string; small: string[]; notes?: number[] }
  /** The same quantity in one or two provenances; `none` is what is said of no figure at all. */
  | { kind: 'figures'; figures: Figure[]; none: string; letters: boolean; notes?: number[] }
  /** A part of a base: both numbers are the figure's row. */
  | { kind: 'share'; part: Figure; whole: number | null }
  /** A number of an attribute of a cube's row, which is no figure of its own. */
  | { kind: 'amount'; value: number | null; none: string; cube: string; key: string; column: string }
  /** A difference to the year before, as the release gives it, or why there is none. */
  | { kind: 'change'; figure: Figure; percent: number | null; reason: string; note: number | null }
  | { kind: 'notes'; notes: number[] };

export interface Column {
  label: string;
  kind: 'head' | 'text' | 'number' | 'notes';
}

export interface TableRow {
  cells: Cell[];
  /** Words under the row over its whole width: an explanation by the porteur. */
  remarks: string[];
}

/** Rows under one heading; an empty heading is not shown. */
export interface RowGroup {
  heading: string;
  rows: TableRow[];
}

export interface Table {
  kind: 'table';
  id: string;
  caption: string;
  /** What stands under the caption: provenance, how to read. */
  about: string[];
  columns: Column[];
  groups: RowGroup[];
}

/** A chart; each bar is a figure. */
export interface Chart {
  kind: 'chart';
  id: string;
  form: 'bars' | 'columns';
  title: string;
  unit: string;
  /** `short` stands under a column that has no room for its label. */
  bars: { label: string; short: string; figure: Figure }[];
  /** Base and provenance, in words. */
  about: string;
  notes: number[];
  /** What is drawn of these figures, where it is not bars. */
  drawing?: { chart: 'flow'; flow: Flow } | { chart: 'profile'; profile: Profile };
}

export type Block =
  | { kind: 'text'; text: string }
  /** A part for which the release has nothing: said, never left out. */
  | { kind: 'missing'; text: string }
  | { kind: 'terms'; terms: { term: string; definition: string }[] }
  | Table
  | Chart;

export interface Section {
  id: string;
  title: string;
  blocks: Block[];
  /** Sources, numbered from 1. */
  notes: string[];
}

export interface Chapter {
  id: string;
  title: string;
  lead: string;
  sections: Section[];
}

export interface Report {
  title: string;
  subtitle: string;
  year: number;
  audience: string;
  release: string;
  /** ISO date of the data. */
  dataDate: string;
  sample: boolean;
  chapters: Chapter[];
  /** Cubes that the report would read and the release does not give. */
  missing: string[];
}

/** Every table of a report, with the section it stands in. */
export function tablesOf(report: Report): { chapter: Chapter; section: Section; table: Table }[] {
  return report.chapters.flatMap((chapter) =>
    chapter.sections.flatMap((section) =>
      section.blocks.flatMap((block) => (block.kind === 'table' ? [{ chapter, section, table: block }] : [])),
    ),
  );
}

/** Every chart of a report. */
export function chartsOf(report: Report): Chart[] {
  return report.chapters.flatMap(({ sections }) =>
    sections.flatMap(({ blocks }) => blocks.filter((block): block is Chart => block.kind === 'chart')),
  );
}

/** The figures of a table, each once, in the order they are read. */
export function figuresOf(table: Table): Figure[] {
  const found = new Map<string, Figure>();
  for (const { rows } of table.groups)
    for (const cell of rows.flatMap((row) => row.cells)) {
      const own = cell.kind === 'figures' ? cell.figures : cell.kind === 'change' ? [cell.figure] : [];
      for (const figure of own) found.set(`${figure.cube}:${figure.key}`, figure);
    }
  return [...found.values()];
}
