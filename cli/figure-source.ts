import type { Knex } from 'knex';
import { type BoundProject, traceColumn, upstreamOf } from '../sql/lineage.ts';
import { CliError } from './cli-error.ts';

/** A figure as one asks for it: `APEX/2024/orientations`, or with `/age/18_25_ans`. */
export interface FigureQuestion {
  antenne: string;
  annee: number;
  indicateur: string;
  /** Null for the figure that is not broken down. */
  dimension: string | null;
  modalite: string | null;
}

/** A file that a figure rests on. */
export interface SourceFile {
  fichier: string;
  sha256: string;
  charge_le: string;
  /** `feuille · cellule` of a declared figure. */
  cellule: string | null;
  /** Of a counted figure: the rows of this file that it can be counted from. */
  lignes: { table: string; feuille: string; nombre: number; de: number; a: number }[];
}

/** One figure of `marts.indicateur`, the way to it and where it stands. */
export interface FigureSource {
  chiffre: Record<string, string | number | boolean | null>;
  /** Columns from the mart down to what was received: `marts.indicateur.valeur`. */
  chemin: string[];
  fichiers: SourceFile[];
}

const MART = 'marts.indicateur';
const CELLS = 'raw.figure';

type Row = Record<string, string | number | boolean | null>;

/** Reads `antenne/annee/indicateur[/dimension/modalite]`. Throws a CliError of usage when it is not that. */
export function parseFigure(text: string): FigureQuestion {
  const [antenne = '', annee = '', indicateur = '', dimension, modalite, ...more] = text.split('/');
  const whole = dimension === undefined || modalite !== undefined;
  if (antenne && /^\d{4}$/.test(annee) && indicateur && whole && more.length === 0) {
    return {
      ...{ antenne, annee: Number(annee), indicateur },
      ...{ dimension: dimension ?? null, modalite: modalite ?? null },
    };
  }
  throw new CliError(
    'USAGE',
    `« ${text} » ne désigne pas un chiffre.`,
    'Écrivez antenne/annee/indicateur, ou antenne/annee/indicateur/dimension/modalite.',
    2,
  );
}

/**
 * Where a figure comes from: each time that it is stated, the models on its way and the cells or rows that it
 * rests on. Throws a CliError when no such figure is stated.
 */
export async function figureSources(
  db: Knex,
  bound: BoundProject,
  question: FigureQuestion,
): Promise<FigureSource[]> {
  const { antenne, annee, indicateur, dimension, modalite } = question;
  const figures: Row[] = await db(MART)
    .where({ antenne, annee, indicateur, dimension, modalite })
    .orderBy(
      ['provenance', 'site', 'module', 'population', 'source_ref'].map((column) => ({
        ...{ column, nulls: 'last' as const },
      })),
    );
  if (figures.length === 0) throw await unknownFigure(db, question);
  return Promise.all(
    figures.map(async (chiffre) => {
      const declared = chiffre.provenance === 'declare';
      return {
        chiffre,
        chemin: wayOf(bound, declared),
        fichiers: declared ? await cellsOf(db, chiffre) : await rowsOf(db, bound, chiffre),
      };
    }),
  );
}

async function unknownFigure(db: Knex, { antenne, annee, dimension }: FigureQuestion): Promise<CliError> {
  const known: { indicateur: string }[] = await db(MART)
    .distinct('indicateur')
    .where({ antenne, annee, dimension })
    .orderBy([{ column: 'indicateur', nulls: 'last' }]);
  return new CliError(
    'CHIFFRE_INCONNU',
    'Ce chiffre n’est ni déclaré ni calculé.',
    known.length === 0
      ? `Rien n’est connu de ${antenne} en ${annee}${dimension === null ? '' : ` par ${dimension}`}.`
      : `Indicateurs connus : ${known.map((row) => row.indicateur).join(', ')}.`,
    1,
  );
}

/** The columns on the way of a declared figure lead to cells, those of a counted one to anything else. */
function wayOf(bound: BoundProject, declared: boolean): string[] {
  const leads = (relation: string, column: string): boolean => {
    const { columns, rows } = traceColumn(bound, relation, column);
    const bases = [...columns.map((one) => one.relation), ...rows];
    return bases.some((base) => (base === CELLS) === declared);
  };
  return upstreamOf(bound, MART, 'valeur')
    .filter(({ relation, column }) => leads(relation, column))
    .flatMap(({ relation, column, rows }) => [
      `${relation}.${column}`,
      ...(declared ? [] : rows.map((counted) => `lignes de ${counted}`)),
    ]);
}

async function cellsOf(db: Knex, { source_ref }: Row): Promise<SourceFile[]> {
  const rows: Row[] = await db('staging.stg_figure as figures')
    .innerJoin('meta.fichier as fichiers', 'figures.fichier_id', 'fichiers.fichier_id')
    .where('figures.source_ref', source_ref)
    .select('fichiers.fichier', 'fichiers.sha256', 'fichiers.charge_le', 'figures.source_ref');
  return rows.map((row) => ({
    ...fileOf(row),
    cellule: String(row.source_ref).slice(`${row.fichier} · `.length),
    lignes: [],
  }));
}

/** The files that the figure names, and in each the rows of the tables that it is counted from. */
async function rowsOf(db: Knex, bound: BoundProject, figure: Row): Promise<SourceFile[]> {
  const names = String(figure.source_ref ?? '').split(' + ');
  const files: Row[] = await db('meta.fichier')
    .where({ antenne: figure.antenne, annee: figure.annee, etat: 'en_vigueur' })
    .whereIn('fichier', names)
    .orderBy([{ column: 'fichier', nulls: 'last' }]);
  const { columns, rows } = traceColumn(bound, MART, 'valeur');
  const bases = [...new Set([...columns.map((one) => one.relation), ...rows])].sort();
  const tables = bases.filter((id) => id !== CELLS && hasLines(bound, id));
  return Promise.all(
    files.map(async (file) => {
      const counted = await Promise.all(tables.map((table) => linesOf(db, table, String(file.fichier_id))));
      return { ...fileOf(file), cellule: null, lignes: counted.flat() };
    }),
  );
}

function hasLines(bound: BoundProject, id: string): boolean {
  const names = bound.bases.get(id)?.columns.map(({ name }) => name) ?? [];
  return names.includes('fichier_id') && names.includes('ligne');
}

async function linesOf(db: Knex, table: string, file: string): Promise<SourceFile['lignes']> {
  const rows: Row[] = await db(table)
    .where('fichier_id', file)
    .groupBy('feuille')
    .orderBy([{ column: 'feuille', nulls: 'last' }])
    .select('feuille')
    .count({ nombre: '*' })
    .min({ de: 'ligne' })
    .max({ a: 'ligne' });
  return rows.map((row) => ({
    ...{ table, feuille: String(row.feuille), nombre: Number(row.nombre) },
    ...{ de: Number(row.de), a: Number(row.a) },
  }));
}

function fileOf(row: Row): Pick<SourceFile, 'fichier' | 'sha256' | 'charge_le'> {
  return {
    fichier: String(row.fichier),
    sha256: String(row.sha256),
    charge_le: String(row.charge_le),
  };
}
