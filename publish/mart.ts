import type { DuckDBConnection } from '@duckdb/node-api';
import { attributeNames, type CubeDefinition, dimensionNames } from './catalogue.ts';
import { ABSENCES, type Absence, type MartRow } from './cube.ts';
import { type ProblemDraft, PublicationError, throwProblems } from './publication-error.ts';

/**
 * Reads the mart of a cube, `marts.<mart>`, sorted by dimensions. The table bears exactly the cube's columns:
 * its dimensions, `valeur`, `absence`, its attributes and `contributeurs`, in any order.
 *
 * Errors (`PublicationError`): `mart_absent`, `mart_colonnes`, `mart_illisible`, `mart_lignes`. They name
 * columns and count rows, and never quote a value.
 */
export async function readMart(connection: DuckDBConnection, definition: CubeDefinition): Promise<MartRow[]> {
  await checkColumns(connection, definition);
  const dimensions = definition.dimensions.map(
    ({ nom, type }) => `cast(${identifier(nom)} as ${type === 'entier' ? 'integer' : 'varchar'})`,
  );
  const attributes = attributeNames(definition).map(
    (nom) => `coalesce(cast(${identifier(nom)} as varchar), '')`,
  );
  const columns = [
    ...dimensions,
    'cast(valeur as double)',
    'cast(absence as varchar)',
    'cast(contributeurs as double)',
    ...attributes,
  ];
  const order = dimensions.map((_, index) => `${index + 1} nulls first`);
  const sql = `select ${columns.join(', ')} from ${tableName(definition)} order by ${order.join(', ')}`;
  const raw = await run(connection, sql, definition);
  return checkRows(raw, definition);
}

/** The mart's name, quoted. */
export function tableName(definition: CubeDefinition): string {
  return `marts.${identifier(definition.mart)}`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function run(
  connection: DuckDBConnection,
  sql: string,
  definition: CubeDefinition,
): Promise<unknown[][]> {
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowsJS();
  } catch (cause) {
    // The engine's text may quote a value of the table: it stays in `cause`, for the developer's log.
    throw new PublicationError(
      [
        {
          code: 'mart_illisible',
          message: `Cube ${definition.nom} : la table ${tableName(definition)} ne se lit pas avec les types attendus.`,
          regle: 'types du catalogue',
          remede:
            'Dimensions en texte ou en entier comme au catalogue ; valeur et contributeurs en nombre ; absence en texte.',
        },
      ],
      { cause },
    );
  }
}

async function checkColumns(connection: DuckDBConnection, definition: CubeDefinition): Promise<void> {
  const reader = await connection.runAndReadAll(
    `select column_name from information_schema.columns
     where table_schema = 'marts' and table_name = $1 order by ordinal_position`,
    [definition.mart],
  );
  const present = reader.getRowsJS().map(([name]) => String(name));
  if (present.length === 0) {
    throw new PublicationError([
      {
        code: 'mart_absent',
        message: `Cube ${definition.nom} : la table ${tableName(definition)} n’existe pas dans l’entrepôt.`,
        regle: 'un cube lit son mart',
        remede: 'Reconstruisez les modèles, ou corrigez la clé « mart » du catalogue.',
      },
    ]);
  }
  const expected = [
    ...dimensionNames(definition),
    'valeur',
    'absence',
    ...attributeNames(definition),
    'contributeurs',
  ];
  const problems: ProblemDraft[] = [];
  const report = (names: readonly string[], what: string, remede: string): void => {
    if (names.length === 0) return;
    problems.push({
      code: 'mart_colonnes',
      message: `Cube ${definition.nom} : ${tableName(definition)}, ${what} : ${names.join(', ')}.`,
      colonne: names[0] ?? null,
      regle: 'le mart porte exactement les colonnes du cube',
      remede,
    });
  };
  report(
    expected.filter((name) => !present.includes(name)),
    'colonne manquante',
    'Ajoutez-la au modèle, ou retirez-la du catalogue.',
  );
  report(
    present.filter((name) => !expected.includes(name)),
    'colonne qui n’est pas au catalogue',
    'Retirez-la du modèle : ce que le catalogue ne nomme pas ne sort pas.',
  );
  throwProblems(problems);
}

function checkRows(raw: readonly unknown[][], definition: CubeDefinition): MartRow[] {
  const faults = new Map<string, number>();
  const fault = (regle: string): void => {
    faults.set(regle, (faults.get(regle) ?? 0) + 1);
  };
  const width = definition.dimensions.length;
  let previous: string | undefined;
  const rows = raw.map((cells): MartRow => {
    const [valeur, absence, contributeurs] = cells.slice(width, width + 3);
    const row: MartRow = {
      dimensions: cells.slice(0, width).map((cell) => dimensionValue(cell, fault)),
      valeur: typeof valeur === 'number' ? valeur : null,
      absence: absenceValue(absence, fault),
      contributeurs: typeof contributeurs === 'number' ? contributeurs : null,
      attributs: cells.slice(width + 3).map(String),
    };
    const key = JSON.stringify(row.dimensions);
    if (key === previous) fault('une seule ligne par combinaison de dimensions');
    previous = key;
    if (row.valeur !== null && !Number.isFinite(row.valeur)) fault('une valeur est un nombre fini');
    if ((row.valeur === null) === (row.absence === null)) fault('une valeur, ou la raison de son absence');
    if (row.contributeurs !== null && !(Number.isInteger(row.contributeurs) && row.contributeurs >= 0)) {
      fault('contributeurs est un entier positif ou nul');
    }
    return row;
  });
  throwProblems(
    [...faults].map(([regle, count]) => ({
      code: 'mart_lignes',
      message: `Cube ${definition.nom} : ${count} ligne(s) de ${tableName(definition)} ne respectent pas la règle « ${regle} ».`,
      regle,
      remede: 'Corrigez le modèle ; un test de modèle doit tenir cette règle.',
    })),
  );
  return rows;
}

function dimensionValue(cell: unknown, fault: (regle: string) => void): string | number {
  if (typeof cell === 'number' || (typeof cell === 'string' && cell !== '')) return cell;
  fault('une dimension n’est jamais vide (_T pour le total, _U pour inconnu)');
  return '';
}

function absenceValue(cell: unknown, fault: (regle: string) => void): Absence | null {
  if (cell === null) return null;
  const known = ABSENCES.find((absence) => absence === cell);
  if (known === undefined) fault(`absence est l’une de : ${ABSENCES.join(', ')}`);
  return known ?? null;
}
