/** Persons who share all their codes. */
export interface Group {
  /** One code per dimension of its source; the finest codes. */
  codes: readonly string[];
  persons: number;
}

/** How far from its true value a reader must be left: a table that gives at most `low`, another at least `high`. */
export interface Need {
  low: number;
  high: number;
  /** One of the two is enough: the value only must not be known exactly. */
  either?: true;
}

/** A cell that may be published or hidden. */
export interface Cell {
  /** One code per dimension of its table; `_T` for the total. */
  codes: readonly string[];
  /** Set where the cell itself must be hidden: what a rule asks for it. */
  need?: Need;
  /** Hidden already, whatever is chosen here. */
  hidden?: true;
  /** Never hidden: it is known anyway, or it stays by choice. */
  keep: boolean;
  /** Kept since it is known anyway: where it counts nobody, nothing under it is asked for. */
  known?: true;
  /** What it costs to hide it. */
  cost: number;
}

/** A table to publish: counts of persons. Tables are linked by the dimensions that they share. */
export interface LinkedTable {
  name: string;
  dimensions: readonly string[];
  cells: readonly Cell[];
}

/** The same persons told by some of their dimensions. */
export interface Source {
  dimensions: readonly string[];
  groups: readonly Group[];
}

/** Persons who share all their codes, as a table other than the true one counts them. */
export interface JointCount {
  /** Dimension → its finest code. */
  codes: ReadonlyMap<string, string>;
  persons: number;
}

/** Persons and the tables that are made of them. */
export interface LinkedTables {
  /** Each set of dimensions that is thought of together is in one of them; all count the same persons. */
  sources: readonly Source[];
  /** Dimension → code → the finest codes that it stands for; a code that is not there stands for itself. */
  nesting: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  tables: readonly LinkedTable[];
  /**
   * What is kept is known anyway, and not by choice: of what it gives away to some view, that view is asked as much less as
   * it takes. Without it such a cell is helpless.
   */
  keptIsKnown?: boolean;
  /** Tables other than the true one that were met elsewhere, each by the counts in which it differs: looked at first. */
  met?: readonly (readonly JointCount[])[];
  /** Dimensions whose codes each know their own persons: an antenne knows her own. */
  insiders: readonly string[];
}

/** A cell by the places of its table and of itself. */
export interface CellPlace {
  table: number;
  cell: number;
}
