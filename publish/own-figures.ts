import type { DuckDBConnection } from '@duckdb/node-api';
import { type Catalogue, type Characteristic, codesOf, UNKNOWN } from './catalogue.ts';

/** The folder of a release with one file per antenne, for her alone. */
export const OWN_FOLDER = 'antennes';

/** One of an antenne's tables: texts and numbers, null where a number is not known. */
export interface OwnTable {
  nom: 'profil' | 'sorties' | 'logements';
  colonnes: readonly string[];
  lignes: readonly (readonly (string | number | null)[])[];
}

/** What an antenne is given of her own rows, small counts and flats included: she has them already. */
export interface OwnFigures {
  antenne: string;
  tables: readonly OwnTable[];
}

const GROUPS = { profil: 'groupe_profil', sorties: 'groupe_sortie' } as const;

const FLAT_COLUMNS = [
  ...['annee', 'logement', 'site', 'type_place', 'places', 'jours_places', 'personnes', 'sejours', 'nuitees'],
  'taux_occupation',
] as const;

/**
 * Reads every antenne's own figures from the warehouse: persons by characteristic, exits by motif, nights by flat. They
 * are written for her alone (audience `antenne:<code>`), and no site or other audience reads them.
 */
export async function readOwnFigures(
  connection: DuckDBConnection,
  { caracteristiques }: Catalogue,
): Promise<OwnFigures[]> {
  if (caracteristiques.length === 0) return [];
  const tables = new Map<string, OwnTable[]>();
  const add = (antenne: string, table: OwnTable): void => {
    tables.set(antenne, [...(tables.get(antenne) ?? []), table]);
  };
  for (const [nom, mart] of Object.entries(GROUPS) as [keyof typeof GROUPS, Characteristic['mart']][]) {
    if (!(await exists(connection, mart))) continue;
    const labels = labelsOf(caracteristiques.filter((one) => one.mart === mart));
    const rows = await byAntenne(
      connection,
      `select antenne, cast(annee as integer), caracteristique, modalite, cast(sum(personnes) as integer),
         cast(sum(case when sexe = 'femme' then personnes else 0 end) as integer)
       from marts.${mart} group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    );
    for (const [antenne, lignes] of rows)
      add(antenne, {
        nom,
        colonnes: [
          'annee',
          'caracteristique',
          'modalite',
          'libelle',
          'libelle_caracteristique',
          'personnes',
          'femmes',
        ],
        lignes: lignes.map(([annee = null, name = null, code = null, persons = null, women = null]) => [
          ...[annee, name, code, labels.code(String(name), String(code)), labels.name(String(name))],
          ...[persons, women],
        ]),
      });
  }
  if (await exists(connection, 'hebergement_logement')) {
    const columns = FLAT_COLUMNS.map((column) =>
      NUMBERS.has(column) ? `cast(${column} as double)` : `cast(${column} as varchar)`,
    );
    const rows = await byAntenne(
      connection,
      `select antenne, ${columns.join(', ')} from marts.hebergement_logement order by antenne, annee, logement nulls last`,
    );
    for (const [antenne, lignes] of rows) add(antenne, { nom: 'logements', colonnes: FLAT_COLUMNS, lignes });
  }
  return [...tables].sort(([a], [b]) => (a < b ? -1 : 1)).map(([antenne, own]) => ({ antenne, tables: own }));
}

const NUMBERS: ReadonlySet<string> = new Set(FLAT_COLUMNS.filter((name) => !/logement|site|type/.test(name)));

async function byAntenne(
  connection: DuckDBConnection,
  sql: string,
): Promise<Map<string, (string | number | null)[][]>> {
  const found = new Map<string, (string | number | null)[][]>();
  for (const [antenne, ...cells] of (await connection.runAndReadAll(sql)).getRowsJS()) {
    const code = String(antenne);
    const line = cells.map((cell) => (cell === null || typeof cell === 'number' ? cell : String(cell)));
    found.set(code, [...(found.get(code) ?? []), line]);
  }
  return found;
}

async function exists(connection: DuckDBConnection, mart: string): Promise<boolean> {
  const found = await connection.runAndReadAll(
    "select 1 from information_schema.tables where table_schema = 'marts' and table_name = $1",
    [mart],
  );
  return found.currentRowCount > 0;
}

/** The catalogue's words for the characteristics and codes of a mart; a code without a word stands as it is. */
function labelsOf(all: readonly Characteristic[]) {
  const named = new Map(all.map((one) => [one.source ?? one.nom, one]));
  const plain = new Map(all.filter((one) => one.source === undefined).map((one) => [one.nom, one]));
  const of = (name: string) => plain.get(name) ?? named.get(name);
  return {
    name: (name: string): string => of(name)?.libelle ?? name,
    code: (name: string, code: string): string => {
      if (code === UNKNOWN) return 'Non connu';
      const found = of(name);
      return (found === undefined ? undefined : codesOf(found, all)[code]) ?? code;
    },
  };
}
