import { parse } from 'csv-parse/sync';
import { PublicationError } from '../publication-error.ts';
import type { StatedParents } from './code-tree.ts';

const COLUMNS = ['dimension', 'code', 'parent'] as const;

/**
 * Reads how codes nest: one line per code that has a parent (`dimension,code,parent`). Throws PublicationError
 * `hierarchie_illisible`.
 */
export function readParents(fichier: string, texte: string): StatedParents {
  const parents = new Map<string, Map<string, string>>();
  for (const [index, line] of linesOf(fichier, texte).entries()) {
    const [dimension, code, parent] = COLUMNS.map((column) => line[column]);
    if (!dimension || !code || !parent) throw unreadable(fichier, `ligne ${index + 2} : une case est vide`);
    const known = parents.get(dimension) ?? new Map<string, string>();
    if (known.has(code)) throw unreadable(fichier, `ligne ${index + 2} : « ${code} » a déjà un parent`);
    parents.set(dimension, known.set(code, parent));
  }
  return parents;
}

function linesOf(fichier: string, texte: string): Record<string, string | undefined>[] {
  try {
    return parse(texte, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch {
    throw unreadable(fichier, 'une ligne n’a pas les colonnes de la première');
  }
}

function unreadable(fichier: string, pourquoi: string): PublicationError {
  return new PublicationError([
    {
      code: 'hierarchie_illisible',
      message: `${fichier} : ${pourquoi}.`,
      fichier,
      regle: `Un emboîtement est une ligne : ${COLUMNS.join(', ')}.`,
      remede: 'Par exemple : geo,Portugal,EU.',
    },
  ]);
}
