import type { Column, RowSheet, Target } from './contract.ts';
import { isIdentifying } from './row-identity.ts';
import { type RawValue, type Row, targetsOf } from './row-line.ts';

/** How the lines of a sheet feed one raw table: worked out once, since a line of a large file is one of many. */
export interface Feed {
  table: string;
  /** True when a line has what the table is fed by. */
  isFed: (row: Row) => boolean;
  /** The raw columns that lines feed, in the contract's order, empty but for the contract's constants. */
  blank: Readonly<Record<string, RawValue>>;
  /** Raw column, and the column of the sheet that it comes from. */
  origins: readonly Origin[];
}

export interface Origin {
  brute: string;
  nom: string;
  /** Of a day of birth only the year leaves. */
  anneeSeule: boolean;
}

/** The feeds of a sheet, in the contract's order. Throws an Error for a contract that would load who somebody is. */
export function feedsOf(wanted: RowSheet): Feed[] {
  return targetsOf(wanted).map(([table, target]) => ({
    table,
    isFed: conditionOf(target),
    blank: Object.fromEntries(
      Object.entries(target.colonnes).map(([brute, origin]) => [
        brute,
        typeof origin === 'string' ? null : origin.constante,
      ]),
    ),
    origins: Object.entries(target.colonnes).flatMap(([brute, nom]) =>
      typeof nom === 'string' ? [originOf(brute, nom, wanted.colonnes[nom]?.type)] : [],
    ),
  }));
}

/** A line's value for a raw column. */
export function valueFrom({ nom, anneeSeule }: Origin, row: Row): RawValue {
  const value = row[nom] ?? null;
  return anneeSeule && value !== null ? Number(String(value).slice(0, 4)) : value;
}

/** Raw columns of which a line gives the month only, parted by commas; null for none. */
export function monthsOf({ origins }: Feed, auMois: readonly string[]): string | null {
  if (auMois.length === 0) return null;
  const months = origins.filter(({ nom }) => auMois.includes(nom)).map(({ brute }) => brute);
  return months.length > 0 ? months.join(',') : null;
}

/** What a cell holds that says nothing. */
const UNKNOWN: ReadonlySet<RawValue> = new Set([null, 'inconnu', 'non_transmis']);

/** A raw table that a sheet feeds on a condition only. */
export interface Conditional {
  table: string;
  /** Columns by whose values it is fed. */
  par: readonly string[];
  /** Columns that it has to itself, and that a line need not fill: one that does should feed it. */
  propres: readonly string[];
}

/** The raw tables that lines feed on a condition only, in the contract's order. */
export function conditionalsOf(wanted: RowSheet): Conditional[] {
  const targets = targetsOf(wanted);
  const columnsOf = (target: Target) =>
    Object.values(target.colonnes).filter((origin) => typeof origin === 'string');
  return [...new Set(targets.map(([table]) => table))].flatMap((table) => {
    const own = targets.flatMap(([name, target]) => (name === table ? [target] : []));
    if (own.some(({ si }) => si === undefined)) return [];
    const par = [
      ...new Set(own.flatMap(({ si }) => (typeof si === 'object' ? [si.colonne] : si ? [si] : []))),
    ];
    const others = new Set(targets.flatMap(([name, target]) => (name === table ? [] : columnsOf(target))));
    const propres = [...new Set(own.flatMap(columnsOf))].filter(
      (nom) => !others.has(nom) && !par.includes(nom) && wanted.colonnes[nom]?.requis === false,
    );
    return [{ table, par, propres }];
  });
}

/** The column of a conditional table's own that a line fills although it holds nothing of what feeds the table. */
export function filledInVain({ par, propres }: Conditional, row: Row): string | undefined {
  const isKnown = (nom: string) => !UNKNOWN.has(row[nom] ?? null);
  return par.some(isKnown) ? undefined : propres.find(isKnown);
}

function originOf(brute: string, nom: string, type: Column['type'] | undefined): Origin {
  const anneeSeule = type === 'naissance';
  if (type !== undefined && isIdentifying(type) && !anneeSeule)
    throw new Error(`contract: identifying column "${nom}" cannot be loaded`);
  return { brute, nom, anneeSeule };
}

function conditionOf({ si }: Target): (row: Row) => boolean {
  if (si === undefined) return () => true;
  if (typeof si === 'string') return (row) => (row[si] ?? null) !== null;
  const codes = new Set(si.parmi);
  return (row) => codes.has(String(row[si.colonne] ?? ''));
}
