import type { DuckDBConnection } from '@duckdb/node-api';

/** Persons of one antenne who share sexe and one code of one characteristic: what that antenne knows of hers. */
export interface KnownGroup {
  /** `accompagnees` or `sorties`. */
  population: string;
  annee: number;
  antenne: string;
  departement: string;
  sexe: string;
  caracteristique: string;
  /** The finest common code, `_U` where it is not known. */
  modalite: string;
  personnes: number;
}

/** What tells one group from another. */
export function groupKey(one: Omit<KnownGroup, 'departement' | 'personnes'>): string {
  const { population, annee, antenne, sexe, caracteristique, modalite } = one;
  return JSON.stringify([population, annee, antenne, sexe, caracteristique, modalite]);
}

const MARTS = [
  ['groupe_profil', 'accompagnees'],
  ['groupe_sortie', 'sorties'],
] as const;

/**
 * The joint counts of every antenne, read straight from the warehouse by the audit's own query. A warehouse without
 * those marts gives none.
 */
export async function readInsiders(connection: DuckDBConnection): Promise<KnownGroup[]> {
  const there = await connection.runAndReadAll(
    `select table_name from information_schema.tables where table_schema = 'marts'`,
  );
  const names = new Set(there.getRowsJson().map(([name]) => String(name)));
  const groups: KnownGroup[] = [];
  for (const [mart, population] of MARTS) {
    if (!names.has(mart)) continue;
    const rows = await connection.runAndReadAll(
      `select annee, antenne, departement, sexe, caracteristique, modalite, personnes from marts.${mart} order by all`,
    );
    for (const [
      annee,
      antenne,
      departement,
      sexe,
      caracteristique,
      modalite,
      personnes,
    ] of rows.getRowsJson())
      groups.push({
        population,
        annee: Number(annee),
        antenne: String(antenne),
        departement: String(departement),
        sexe: String(sexe),
        caracteristique: String(caracteristique),
        modalite: String(modalite),
        personnes: Number(personnes),
      });
  }
  return groups;
}
