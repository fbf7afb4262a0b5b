import type { DocumentedRelation } from '../../sql/documentation.ts';
import { bindProject } from '../../sql/lineage.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { dictionarySources } from '../dictionary.ts';
import { type FigureSource, figureSources, parseFigure } from '../figure-source.ts';
import { readModels } from '../models.ts';
import type { Output } from '../output.ts';
import { placesToRead } from '../places.ts';
import { sourceTables } from '../source-tables.ts';

/** The dictionary and the graph, or with `--figure` the way from a figure to its cells. */
export async function docsCommand(
  options: { figure?: string; samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (options.figure !== undefined) return figureCommand(options.figure, options.samples, output, env);
  const { documentation, indicateurs, populations } = await dictionarySources(readModels());
  const { version, relations } = documentation;
  output.result({ version, indicateurs, populations, relations }, relations.map(relationText).join('\n\n'));
}

/** One relation: what a row is, what it reads, and each column with its type and where it comes from. */
function relationText({ id, description, grain, lit, colonnes }: DocumentedRelation): string {
  const width = Math.max(0, ...colonnes.map(({ nom }) => nom.length));
  return [
    `${id} : ${description}`,
    ...(grain.length > 0 ? [`  une ligne par : ${grain.join(', ')}`] : []),
    ...(lit.length > 0 ? [`  lit : ${lit.join(', ')}`] : []),
    ...colonnes.map((column) => {
      const from = [...column.lit, ...column.compte.map((one) => `lignes de ${one}`)];
      if (column.inconnu !== null) from.push('inconnu');
      const origin = lit.length === 0 ? '' : ` ← ${from.length === 0 ? 'constante' : from.join(', ')}`;
      const said = column.description === null ? '' : ` : ${column.description}`;
      return `  ${column.nom.padEnd(width)}  ${column.type.toLowerCase()}${origin}${said}`;
    }),
  ].join('\n');
}

async function figureCommand(
  text: string,
  samples: boolean | undefined,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const question = parseFigure(text);
  const places = placesToRead(samples, env, 'warehouse');
  const bound = await bindProject(readModels(), await sourceTables());
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    const sources = await figureSources(warehouse.knex, bound, question);
    output.result({ question, sources }, sources.map(figureText).join('\n\n'));
  } finally {
    await warehouse.close();
  }
}

function figureText({ chiffre, chemin, fichiers }: FigureSource): string {
  const details = ['site', 'module', 'population', 'dimension', 'modalite'].flatMap((name) =>
    chiffre[name] === null || chiffre[name] === undefined ? [] : [`${name} ${chiffre[name]}`],
  );
  const value = chiffre.valeur === null ? String(chiffre.absence) : numberText(String(chiffre.valeur));
  const state = chiffre.provenance === 'declare' ? 'déclaré' : 'calculé';
  return [
    `${value} ${chiffre.unite ?? ''}, ${state}${details.length > 0 ? ` (${details.join(', ')})` : ''}`,
    ...fichiers.flatMap((file) => [
      `  ${file.fichier}${file.cellule === null ? '' : ` · ${file.cellule}`}`,
      `    SHA-256 ${file.sha256}, chargé le ${file.charge_le}`,
      ...file.lignes.map(
        (one) => `    ${one.table} : ${one.nombre} lignes, ${one.feuille}, lignes ${one.de} à ${one.a}`,
      ),
    ]),
    `  chemin : ${chemin.join(' ← ')}`,
  ].join('\n');
}

/** `1544.0000` as `1 544`; the text of a decimal is never a float before that. */
function numberText(decimal: string): string {
  return Number(decimal).toLocaleString('fr-FR', { maximumFractionDigits: 4 });
}
