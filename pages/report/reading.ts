import { number, type Row, text } from '../components/figure.ts';
import { formatDate } from '../components/number.ts';
import { REGION } from './cube-table.ts';
import { type Cubes, TOTAL } from './cubes.ts';
import type { Cell } from './document.ts';
import { amount, figureFrom, sourcesIn, withUnit } from './figure.ts';
import type { Notes } from './notes.ts';

/** For each cube of figures, the cube of its differences to the year before. */
const CHANGES: Readonly<Record<string, string>> = {
  activite: 'evolution',
  chiffres_cles: 'evolution_chiffres_cles',
};
const NOTES = 'notes';
const KEY_FIGURES = 'chiffres_cles';

/** What a note and a figure must share. */
const EXPLAINED = ['antenne', 'module', 'indicateur'];

/** The indicator that each block of the key figures is the total of, as notes name it. */
const INDICATORS: Readonly<Record<string, string>> = {
  orientations: 'orientations',
  rencontrees: 'personnes_rencontrees',
  prises_en_charge: 'personnes_accompagnees',
  heberges: 'personnes_hebergees',
  nuitees: 'nuitees',
  duree_occupation: 'duree_moyenne_sejour',
};

/** Reads a figure against the year before, and the porteur's words on it, from the release alone. */
export class Reading {
  private readonly changes = new Map<string, Row>();

  constructor(
    private readonly cubes: Cubes,
    private readonly year: number,
  ) {
    for (const cube of Object.values(CHANGES))
      for (const row of cubes.rows(cube)) this.changes.set(`${cube}:${cubes.key(cube, row)}`, row);
  }

  /** True when the release says how the figures of a cube moved. */
  compares(cube: string): boolean {
    return this.cubes.has(CHANGES[cube] ?? '');
  }

  /**
   * The difference of a quantity's rows to the year before: the first that compares, declared before calculated; else
   * why there is none, unless it is that one of the years has no figure, which the cell beside says.
   */
  change(cube: string, rows: readonly Row[], notes: Notes): Cell {
    const own = CHANGES[cube] ?? '';
    const found = rows
      .filter((one) => number(one, 'annee') === this.year)
      .sort((a, b) => (text(a, 'provenance') < text(b, 'provenance') ? 1 : -1))
      .map((one) => this.changes.get(`${own}:${this.cubes.key(own, one)}`))
      .filter((one) => one !== undefined);
    const row =
      found.find((one) => number(one, 'valeur') !== null) ??
      found.find((one) => amount(one, 'valeur_n') !== null && amount(one, 'valeur_n_1') !== null);
    if (!row) return { kind: 'text', text: '', small: [] };
    const reason = text(row, 'comparable') === 'non' ? text(row, 'raison') : '';
    const percent = amount(row, 'evolution_pour_cent');
    const share = percent === null ? '' : `évolution : ${withUnit(percent, '%')}`;
    return {
      kind: 'change',
      figure: { ...figureFrom(this.cubes, own, row), formula: reason === '' ? share : reason },
      percent,
      reason,
      note: reason === '' ? null : notes.number(`Non comparable : ${reason}`),
    };
  }

  /** What the porteur wrote of a row's quantity for the year: under the whole antenne's line of its module. */
  explanations(cube: string, row: Row): string[] {
    const own = asActivity(cube, row);
    if (own === undefined || text(own, 'site') !== TOTAL) return [];
    return this.notes('explication')
      .filter((note) => EXPLAINED.every((name) => (text(note, name) || TOTAL) === text(own, name)))
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

/** A row of the key figures as the row of the region's activity that it is; a part of a block is none. */
function asActivity(cube: string, row: Row): Row | undefined {
  if (cube !== KEY_FIGURES) return row;
  const indicateur = INDICATORS[text(row, 'bloc')];
  if (indicateur === undefined || text(row, 'modalite') !== TOTAL) return undefined;
  return { ...row, antenne: REGION, site: TOTAL, module: TOTAL, indicateur };
}
