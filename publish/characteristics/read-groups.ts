import type { DuckDBConnection } from '@duckdb/node-api';
import { type Characteristic, codesOf, UNKNOWN } from '../catalogue.ts';
import { type ProblemDraft, throwProblems } from '../publication-error.ts';
import type { PersonGroup, Widening } from './persons.ts';

/** A wider code's label: rows of `core.regroupement`. */
export interface NamedWidening extends Widening {
  libelleLarge: string;
}

/** What characteristics of persons are told from. */
export interface GroupSources {
  groups: readonly PersonGroup[];
  widenings: readonly NamedWidening[];
  /** The files that an antenne's rows of a year come from: `<annee>/<antenne>` → files. */
  files: ReadonlyMap<string, readonly string[]>;
}

/** A mart of groups, and which rows' files stand behind it. */
export type GroupMart = Characteristic['mart'];

const KINDS: Readonly<Record<GroupMart, string>> = {
  groupe_profil: 'accompagnement',
  groupe_sortie: 'sortie',
};

const COLUMNS = ['annee', 'antenne', 'departement', 'sexe', 'caracteristique', 'modalite', 'personnes'];

/**
 * Reads the groups of persons of some characteristics, their wider codes and their files.
 *
 * Errors (`PublicationError`): `mart_colonnes`, `contenu_retenu`, `mart_lignes`. They count rows and quote no value.
 */
export async function readGroups(
  connection: DuckDBConnection,
  mart: GroupMart,
  all: readonly Characteristic[],
): Promise<GroupSources> {
  const hers = all.filter((one) => one.mart === mart);
  await checkColumns(connection, mart);
  const raw = await rowsOf(
    connection,
    `select cast(annee as integer), cast(antenne as varchar), cast(departement as varchar), cast(sexe as varchar),
       cast(caracteristique as varchar), cast(modalite as varchar), cast(personnes as double)
     from marts.${mart} order by 1, 2, 3, 4, 5, 6`,
  );
  const groups = raw.map(
    ([annee, antenne, departement, sexe, caracteristique, modalite, personnes]): PersonGroup => ({
      annee: Number(annee),
      antenne: String(antenne),
      departement: String(departement),
      sexe: String(sexe),
      caracteristique: String(caracteristique),
      modalite: String(modalite),
      personnes: Number(personnes),
    }),
  );
  if (groups.length === 0) return { groups, widenings: [], files: new Map() };
  const sources = new Set(hers.map(({ nom, source }) => source ?? nom));
  const told = groups.filter(({ caracteristique }) => sources.has(caracteristique));
  throwProblems(refusals(mart, told, hers));
  const widenings = await rowsOf(
    connection,
    'select caracteristique, niveau, code, code_large, libelle_large from core.regroupement order by 1, 2, 3',
  );
  return {
    groups: told,
    widenings: widenings.map(([caracteristique, niveau, code, codeLarge, libelleLarge]) => ({
      caracteristique: String(caracteristique),
      niveau: Number(niveau),
      code: String(code),
      codeLarge: String(codeLarge),
      libelleLarge: String(libelleLarge),
    })),
    files: await readFiles(connection, mart),
  };
}

async function readFiles(
  connection: DuckDBConnection,
  mart: GroupMart,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf(
    connection,
    `select annee, antenne, source from core.source_de_genre where genre = '${KINDS[mart]}' order by 1, 2`,
  );
  return new Map(
    rows.map(([annee, antenne, source]) => [`${annee}/${antenne}`, String(source ?? '').split('\n')]),
  );
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowsJS();
}

/** The groups bear these columns and no other: none could name a person. */
async function checkColumns(connection: DuckDBConnection, mart: GroupMart): Promise<void> {
  const rows = await rowsOf(
    connection,
    `select column_name from information_schema.columns where table_schema = 'marts' and table_name = '${mart}'`,
  );
  const present = rows.map(([name]) => String(name)).sort();
  if (JSON.stringify(present) === JSON.stringify([...COLUMNS].sort())) return;
  throwProblems([
    {
      code: present.length === 0 ? 'mart_absent' : 'mart_colonnes',
      message: `La table marts.${mart} ne porte pas exactement les colonnes d’un groupe de personnes (${COLUMNS.join(', ')}).`,
      regle: 'les groupes de personnes ont toujours les mêmes colonnes',
      remede: 'Reconstruisez les modèles, ou corrigez le modèle.',
    },
  ]);
}

function refusals(
  mart: GroupMart,
  groups: readonly PersonGroup[],
  hers: readonly Characteristic[],
): ProblemDraft[] {
  const problems: ProblemDraft[] = [];
  const faulty = groups.filter(({ personnes }) => !(Number.isInteger(personnes) && personnes > 0)).length;
  if (faulty > 0)
    problems.push({
      code: 'mart_lignes',
      message: `marts.${mart} : ${faulty} ligne(s) ne comptent pas un nombre entier de personnes.`,
      regle: 'personnes est un entier positif',
      remede: 'Corrigez le modèle ; un test de modèle doit tenir cette règle.',
    });
  for (const one of hers.filter(({ codes }) => codes !== undefined)) {
    const known = codesOf(one, hers);
    const strangers = groups.filter(
      ({ caracteristique, modalite }) =>
        caracteristique === (one.source ?? one.nom) &&
        modalite !== UNKNOWN &&
        !Object.hasOwn(known, modalite),
    );
    if (strangers.length === 0) continue;
    problems.push({
      code: 'contenu_retenu',
      message: `marts.${mart} : ${strangers.length} ligne(s) de « ${one.nom} » portent un code qui n’est pas au catalogue.`,
      colonne: 'modalite',
      regle: 'ce qui peut sortir',
      remede: `Pour les voir : select distinct modalite from marts.${mart} where caracteristique = '${one.source ?? one.nom}'. Corrigez la liste de codes, ou ajoutez le code au catalogue.`,
    });
  }
  return problems;
}
