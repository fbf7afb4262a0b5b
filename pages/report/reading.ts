import { number, type Row, text } from '../components/figure.ts';
import { formatDate } from '../components/number.ts';
import { type Cubes, TOTAL } from './cubes.ts';
import type { Cell } from './document.ts';
import { amount, figureFrom, sourcesIn, withUnit } from './figure.ts';
import type { Notes } from './notes.ts';

/** The cubes that say how to read a figure beside the year before. */
const CHANGES = 'evolution';
const NOTES = 'notes';
const KEY_FIGURES = 'chiffres_cles';

/** Reads a figure against the year before, and the porteur's words on it, from the release alone. */
export class Reading {
  private readonly changes = new Map<string, Row>();

  constructor(
    private readonly cubes: Cubes,
    private readonly year: number,
  ) {
    for (const row of cubes.rows(CHANGES))
      if (number(row, 'annee') === year) this.changes.set(changeKey(row), row);
  }

  /** The difference of a quantity's rows to the year before; a blank where the release gives none. */
  change(cube: string, rows: readonly Row[], notes: Notes): Cell {
    const row = rows
      .filter((one) => number(one, 'annee') === this.year)
      .sort((a, b) => (text(a, 'provenance') < text(b, 'provenance') ? 1 : -1))
      .map((one) => this.changes.get(changeKey(asActivity(cube, one))))
      .find((one) => one !== undefined);
    if (!row) return { kind: 'text', text: '', small: [] };
    const reason = text(row, 'raison');
    const comparable = text(row, 'comparable') !== 'non';
    const percent = amount(row, 'evolution_pour_cent');
    const figure = figureFrom(this.cubes, CHANGES, row);
    const formula = comparable ? (percent === null ? '' : `évolution : ${withUnit(percent, '%')}`) : reason;
    return {
      kind: 'change',
      figure: { ...figure, formula },
      percent,
      reason: comparable ? '' : reason,
      note: comparable || reason === '' ? null : notes.number(`Non comparable : ${reason}`),
    };
  }

  /** What the porteur wrote of a row's quantity for the year, once: under the whole antenne's line. */
  explanations(cube: string, row: Row): string[] {
    const own = asActivity(cube, row);
    if (text(own, 'site') !== TOTAL || text(own, 'module') !== TOTAL) return [];
    return this.notes('explication')
      .filter((note) => ['antenne', 'indicateur'].every((name) => text(note, name) === text(own, name)))
      .map((note) => `Explication du porteur : « ${text(note, 'texte')} »${signed(note)}`);
  }

  /** The porteur's notes of the year of one kind: `rupture` or `explication`. */
  notes(kind: string): Row[] {
    return this.cubes
      .rows(NOTES)
      .filter((note) => number(note, 'annee') === this.year && text(note, 'genre') === kind);
  }
}

/** Who wrote a note and when, in brackets. */
export function signed(note: Row): string {
  const day = text(note, 'le');
  const parts = [text(note, 'par'), /^\d{4}-\d{2}-\d{2}$/.test(day) ? formatDate(day) : day];
  const said = parts.filter((part) => part !== '').join(', ');
  return said === '' ? '' : ` (${said})`;
}

/** The sources of a note. */
export function noteSources(note: Row): string[] {
  return sourcesIn(note);
}

function changeKey(row: Row): string {
  return ['antenne', 'site', 'module', 'indicateur', 'provenance', 'bloc', 'modalite']
    .map((name) => text(row, name))
    .join('/');
}

/** A row of the key figures as the row of the region's activity that it is. */
function asActivity(cube: string, row: Row): Row {
  if (cube !== KEY_FIGURES) return row;
  return { ...row, antenne: 'CPCA', site: TOTAL, module: TOTAL, indicateur: text(row, 'bloc') };
}
