import { number, type Row, text } from '../components/figure.ts';
import { formatDate } from '../components/number.ts';
import { type Cubes, REGION, TOTAL } from './cubes.ts';
import type { Cell } from './document.ts';
import { amount, figureFrom, sourcesIn, withUnit } from './figure.ts';
import type { Notes } from './notes.ts';
import { BLOCKS, type Quantity, quantityOf } from './quantity.ts';

/** For each cube of figures, the cube of its differences to the year before. */
const CHANGES: Readonly<Record<string, string>> = {
  activite: 'evolution',
  chiffres_cles: 'evolution_chiffres_cles',
};
const NOTES = 'notes';
const ACTIVITY = 'activite';
const KEY_FIGURES = 'chiffres_cles';

/** What a note and a figure must share. */
const EXPLAINED = ['antenne', 'module', 'indicateur'];

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

  /**
   * Why a figure of the year before is not the same thing as that of the year, for whoever reads them side by side; empty
   * when the release says nothing of it.
   */
  caution(cube: string, row: Row): string {
    const quantity = quantityOf(cube, row);
    if (quantity === undefined) return '';
    const said = this.differenceReason(quantity, text(row, 'provenance'));
    const breaks = this.breaks(cube, row).map((note) => text(note, 'texte'));
    // The reason of a difference that is not given says the breaks too.
    const reasons = [...(said === '' ? [] : [said]), ...breaks.filter((one) => !said.includes(one))];
    if (reasons.length === 0) return '';
    const head = quantity.made
      ? `${this.year - 1} ne se compare pas sûrement à ${this.year} : ce chiffre repose sur une définition qui a changé.`
      : `${this.year - 1} ne se compare pas à ${this.year}.`;
    return `${head} ${reasons.join(' ')}`;
  }

  /** The changes of definition of the year that touch a row: of the region, those of every antenne. */
  breaks(cube: string, row: Row): Row[] {
    const quantity = quantityOf(cube, row);
    if (quantity === undefined) return [];
    const { antenne, module, indicators } = quantity;
    const found = this.notes('rupture').filter(
      (note) =>
        indicators.includes(text(note, 'indicateur')) &&
        [text(note, 'antenne'), REGION].includes(antenne) &&
        touches(module, text(note, 'module') || TOTAL),
    );
    // A break of all antennes is written of each.
    return [...new Map(found.map((note) => [text(note, 'texte'), note])).values()];
  }

  /** Why the release gives no difference of this very quantity although both years are known. */
  private differenceReason(
    { antenne, site, module, indicators, same }: Quantity,
    provenance: string,
  ): string {
    if (!same) return '';
    const own = CHANGES[ACTIVITY] ?? '';
    const place = { annee: this.year, antenne, site, module, indicateur: indicators[0], provenance };
    const row = this.changes.get(`${own}:${this.cubes.key(own, place)}`);
    if (!row || text(row, 'comparable') !== 'non') return '';
    return amount(row, 'valeur_n') === null || amount(row, 'valeur_n_1') === null ? '' : text(row, 'raison');
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
  const block = BLOCKS[text(row, 'bloc')];
  if (block === undefined || text(row, 'modalite') !== TOTAL) return undefined;
  return { ...row, antenne: REGION, site: TOTAL, module: TOTAL, indicateur: block.indicateur };
}

/** True of the same module, and of the total, which every module is in. */
function touches(module: string, other: string): boolean {
  return module === other || module === TOTAL || other === TOTAL;
}
