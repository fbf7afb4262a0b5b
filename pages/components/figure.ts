import { formatNumber, formatPercent, unitAfter } from './number.ts';

/** A row as Evidence's queries give it. */
export type Row = Record<string, unknown>;

/** What a query of a page is to a component: an array that fetches its rows when first asked. */
export interface Rows {
  readonly length: number;
  readonly [index: number]: Row;
  fetch?: () => unknown;
}

/** A figure of a cube with what must always stand beside it. */
export interface Figure {
  /** Null when the figure is absent; `statut` then says how. */
  value: number | null;
  statut: string;
  approximate: boolean;
}

const absences = new Map([
  ['inconnu', 'inconnu'],
  ['non_transmis', 'non transmis'],
  ['non_disponible', 'non disponible'],
  ['sans_objet', 'sans objet'],
  ['secret', 'secret'],
]);

const provenances = new Map([
  ['declare', 'déclaré'],
  ['calcule', 'calculé'],
  ['imputation', 'imputé'],
]);

const received = new Map([
  ['lignes', 'lignes nominatives rendues anonymes'],
  ['declare', 'tableaux déclarés'],
  ['lignes et declare', 'lignes et tableaux déclarés'],
  ['rien', 'rien'],
]);

/**
 * The rows of a page's query as a plain array. While prerendering the query is run at once; while pages are edited it
 * is asked, and the page is drawn again with its answer. On a built site the answers are there.
 */
export function rowsOf(query: Rows | undefined): Row[] {
  if (!query) return [];
  if (typeof window === 'undefined' || import.meta.env?.DEV) query.fetch?.();
  const rows: Row[] = [];
  for (let index = 0; index < query.length; index++) {
    const row = query[index];
    if (row) rows.push(row);
  }
  return rows;
}

/** A text cell; empty when null. */
export function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  return value === null || value === undefined ? '' : String(value);
}

/** A number cell; null when absent. */
export function number(row: Row | undefined, column: string): number | null {
  const value = row?.[column];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A number that a cube carries as an attribute, hence as text (`1098.0000`); null when empty. */
export function attributeNumber(row: Row | undefined, column: string): number | null {
  const written = text(row, column);
  const value = Number(written);
  return written.trim() === '' || !Number.isFinite(value) ? null : value;
}

/** The figure of a cube's row; a row that is not there is `non_transmis`. */
export function figureOf(row: Row | undefined, column = 'valeur', status = 'statut'): Figure {
  if (!row) return { value: null, statut: 'non_transmis', approximate: false };
  return {
    value: number(row, column),
    statut: text(row, status) || 'non_transmis',
    approximate: text(row, 'approche') === 'oui',
  };
}

/** A figure in words: its number, or how it is absent. Never 0 for what is absent. */
export function figureText(figure: Figure): string {
  if (figure.value === null) return absenceText(figure.statut);
  return figure.approximate ? `environ ${formatNumber(figure.value)}` : formatNumber(figure.value);
}

/** A figure with its unit where the number alone would mislead: a percentage has its sign, one decimal. */
export function unitValue(figure: Figure, unit: string): string {
  if (figure.value === null || unit !== '%') return figureText(figure);
  return formatPercent(figure.value);
}

/** A figure with its unit after it: `11 stages`, `85 %`, `non disponible`. */
export function figureWithUnit(figure: Figure, unit: string): string {
  const said = unitValue(figure, unit);
  return figure.value === null || unit === '%' ? said : `${said}\u00a0${unitAfter(figure.value, unit)}`;
}

/** How a figure is absent, in words. */
export function absenceText(statut: string): string {
  return absences.get(statut) ?? 'non disponible';
}

/** Where a figure comes from, in one word. */
export function provenanceText(provenance: string): string {
  return provenances.get(provenance) ?? provenance;
}

/** What an antenne has sent, in words. */
export function receivedText(code: string): string {
  return received.get(code) ?? code;
}

/** `acces_droits` as `Acces droits`, `cjse` as `CJSE`, for a code that no list labels. */
export function codeText(code: string): string {
  if (/^[a-z]{2,4}$/.test(code)) return code.toUpperCase();
  const words = code.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
