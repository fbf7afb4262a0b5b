import type { CubeTerm, DictionarySources, Term } from '../publish/dictionary.ts';
import { type Documentation, documentProject } from '../sql/documentation.ts';
import { bindProject } from '../sql/lineage.ts';
import type { Project } from '../sql/project.ts';
import { CliError } from './cli-error.ts';
import { sourceTables } from './source-tables.ts';

/** The models' documentation. Nothing is read from a warehouse. Throws a CliError when a model does not bind. */
export async function documentation(project: Project): Promise<Documentation> {
  const bound = await bindProject(project, await sourceTables());
  const [first] = bound.problems;
  if (first) throw new CliError('MODELES', first.message, first.remede, 1);
  return documentProject(project, bound);
}

/** What a release's dictionary is made from. */
export async function dictionarySources(project: Project): Promise<DictionarySources> {
  return {
    documentation: await documentation(project),
    indicateurs: termsOf(project, 'indicateur'),
    mesures: cubeTerms(project),
    populations: termsOf(project, 'population'),
  };
}

/** The rows of a code list as words, in the order of their labels. */
export function termsOf(project: Project, list: string): Term[] {
  const seed = project.seeds.get(list);
  if (!seed) return [];
  const terms = seed.rows.map((row): Term => {
    const cell = (column: string): string | null => row[seed.header.indexOf(column)] ?? null;
    return {
      code: cell('code') ?? '',
      libelle: cell('libelle') ?? '',
      unite: cell('unite'),
      definition: cell('definition'),
    };
  });
  const order = new Intl.Collator('fr');
  return terms.sort((a, b) => order.compare(a.libelle, b.libelle));
}

/** The figures of the published tables: what each counts, then its base and its formula. */
export function cubeTerms(project: Project): CubeTerm[] {
  const seed = project.seeds.get('indicateur_cube');
  if (!seed) return [];
  return seed.rows.map((row): CubeTerm => {
    const cell = (column: string): string | null => row[seed.header.indexOf(column)] ?? null;
    const formula = cell('formule');
    const words = [
      cell('definition') ?? '',
      `Base : ${cell('base') ?? ''}.`,
      ...(formula === null ? [] : [`Formule : ${formula}.`]),
    ];
    return {
      cube: cell('cube') ?? '',
      code: cell('indicateur') ?? '',
      libelle: cell('libelle') ?? '',
      unite: cell('unite'),
      definition: words.join(' '),
    };
  });
}
