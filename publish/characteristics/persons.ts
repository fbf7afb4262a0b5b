import type { DuckDBConnection } from '@duckdb/node-api';

/** The code of what is not known, and of a total. */
export const UNKNOWN = '_U';
export const ALL = '_T';

/** Persons of one antenne, one sexe and one code of a characteristic. Never leaves as it is. */
export interface PersonGroup {
  annee: number;
  antenne: string;
  departement: string;
  sexe: string;
  caracteristique: string;
  /** The finest common code, or `_U`. */
  modalite: string;
  personnes: number;
}

/** A code and the wider one that it falls into at some level. */
export interface Widening {
  caracteristique: string;
  /** 1 is wider than the finest codes, 2 wider still. */
  niveau: number;
  code: string;
  codeLarge: string;
}

/** Reads a mart of groups (`marts.groupe_…`), in a stated order. */
export async function readGroups(connection: DuckDBConnection, mart: string): Promise<PersonGroup[]> {
  const reader = await connection.runAndReadAll(
    `select annee, antenne, departement, sexe, caracteristique, modalite, cast(sum(personnes) as integer)
     from marts."${mart.replaceAll('"', '""')}"
     group by annee, antenne, departement, sexe, caracteristique, modalite
     order by annee, antenne, departement, sexe, caracteristique, modalite`,
  );
  return reader
    .getRowsJS()
    .map(([annee, antenne, departement, sexe, caracteristique, modalite, personnes]) => ({
      annee: Number(annee),
      antenne: String(antenne),
      departement: String(departement),
      sexe: String(sexe),
      caracteristique: String(caracteristique),
      modalite: String(modalite),
      personnes: Number(personnes),
    }));
}

/** Reads how codes are widened. */
export async function readWidenings(connection: DuckDBConnection): Promise<Widening[]> {
  const reader = await connection.runAndReadAll(
    `select caracteristique, cast(niveau as integer), code, code_large from seeds.regroupement
     order by caracteristique, niveau, code`,
  );
  return reader.getRowsJS().map(([caracteristique, niveau, code, codeLarge]) => ({
    caracteristique: String(caracteristique),
    niveau: Number(niveau),
    code: String(code),
    codeLarge: String(codeLarge),
  }));
}
