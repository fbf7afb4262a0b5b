import type { Bar } from './bar.ts';
import { absenceText } from './figure.ts';
import type { Value } from './sql-value.ts';

/** Bars that are drawn at most: more are not read. */
export const mostBars = 30;

interface Table {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly Value[])[];
}

/** Columns that can be bars: numbers, and no year. */
export function valueColumns({ columns, rows }: Table): string[] {
  return columns
    .filter(({ name }, at) => name !== 'annee' && rows.some((row) => typeof row[at] === 'number'))
    .map(({ name }) => name);
}

/** The column whose bars are drawn first: `valeur` where there is one. */
export function firstValue(table: Table): string {
  const names = valueColumns(table);
  return names.includes('valeur') ? 'valeur' : (names[0] ?? '');
}

/** The column that names the bars: the first text that differs from row to row, else the first that is no value. */
export function firstLabel({ columns, rows }: Table, value: string): string {
  const candidates = columns.filter(({ name }) => name !== value && name !== 'statut');
  const differs = (name: string) => {
    const at = columns.findIndex((one) => one.name === name);
    return new Set(rows.slice(0, mostBars).map((row) => row[at])).size;
  };
  const best = [...candidates].sort((a, b) => differs(b.name) - differs(a.name))[0];
  return best?.name ?? '';
}

/** The first rows as bars: an absent value says how it is absent. */
export function barsOf({ columns, rows }: Table, label: string, value: string): Bar[] {
  const at = (name: string) => columns.findIndex((one) => one.name === name);
  const [labelAt, valueAt, statusAt] = [at(label), at(value), at('statut')];
  return rows.slice(0, mostBars).map((row) => {
    const number = row[valueAt];
    const statut = String(row[statusAt] ?? '');
    return {
      label: row[labelAt] === null || row[labelAt] === undefined ? 'vide' : String(row[labelAt]),
      value: typeof number === 'number' ? number : null,
      absence: statut === '' || statut === 'publie' ? 'vide' : absenceText(statut),
      ...(typeof number === 'number' ? {} : { statut }),
    };
  });
}
