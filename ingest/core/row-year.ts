import type { RowSheet } from './contract.ts';
import { type Row, targetsOf } from './row-line.ts';

/** Raw tables that hold a state, which stays from year to year: their dates place no sheet in a year. */
const STATES = new Set([
  ...['personne', 'logement', 'offre', 'effectif', 'convention', 'projet', 'objectif'],
  ...['rupture', 'explication'],
]);
/** Raw tables of spells: without an end, a spell goes on. */
const SPELLS = new Set(['accompagnement', 'attente', 'sejour']);
const STARTS = new Set(['date_debut', 'date_entree']);
const ENDS = new Set(['date_fin', 'date_sortie']);
/** So many facts of other years, and none of the file's, are no accident. */
const TELLING = 3;
/** A sheet of so many dated lines, of whose dates a smaller share is of the file's year, may be an earlier one's. */
const MANY = 10;
const SHARE = 0.05;

interface DateColumns {
  facts: string[];
  starts: string[];
  ends: string[];
}

function dateColumnsOf(sheet: RowSheet): DateColumns {
  const found: DateColumns = { facts: [], starts: [], ends: [] };
  for (const [table, { colonnes }] of targetsOf(sheet))
    for (const [raw, origin] of Object.entries(colonnes)) {
      const type = typeof origin === 'string' ? sheet.colonnes[origin]?.type : undefined;
      if (typeof origin !== 'string' || (type !== 'date' && type !== 'mois')) continue;
      if (!STATES.has(table)) found.facts.push(origin);
      if (SPELLS.has(table) && STARTS.has(raw)) found.starts.push(origin);
      if (ENDS.has(raw)) found.ends.push(origin);
    }
  return found;
}

/**
 * Counts the facts of a sheet by their year, to notice a sheet of another year: one that has no fact of the file's
 * year, and several that were over before it or come after it. A spell without an end may go on, whenever it began.
 */
export class YearCount {
  /** Year → lines whose last date is of that year, none of the file's year. */
  readonly autres = new Map<number, number>();
  /** Lines that have a date of a fact. */
  dates = 0;
  /** Lines that loaded. */
  charges = 0;
  private readonly columns: DateColumns;
  private jours = 0;
  private dansAnnee = 0;

  constructor(
    sheet: RowSheet,
    private readonly annee: number,
  ) {
    this.columns = dateColumnsOf(sheet);
  }

  /** Takes a line into account. */
  add(row: Row): void {
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    for (const nom of this.columns.facts) {
      const day = row[nom];
      if (typeof day !== 'string') continue;
      const year = Number(day.slice(0, 4));
      this.jours += 1;
      if (year === this.annee) this.dansAnnee += 1;
      least = Math.min(least, year);
      most = Math.max(most, year);
    }
    if (most === 0) return;
    this.dates += 1;
    if (least <= this.annee && (this.annee <= most || this.isOpen(row))) return;
    this.autres.set(most, (this.autres.get(most) ?? 0) + 1);
  }

  /** True when the sheet is of another year than its file. */
  get estDUneAutreAnnee(): boolean {
    const others = [...this.autres.values()].reduce((sum, count) => sum + count, 0);
    return this.dansAnnee === 0 && others >= TELLING;
  }

  /** True when hardly any of the sheet's dates is of the file's year: the sheet may be an earlier year's. */
  get estPresqueDUneAutreAnnee(): boolean {
    return this.dates >= MANY && this.dansAnnee < this.jours * SHARE;
  }

  /** True when no two years can hold the sheet alike: its facts are dated. */
  get estDate(): boolean {
    return this.dates >= TELLING;
  }

  private isOpen(row: Row): boolean {
    const { starts, ends } = this.columns;
    return (
      starts.some((nom) => typeof row[nom] === 'string') && !ends.some((nom) => typeof row[nom] === 'string')
    );
  }
}
