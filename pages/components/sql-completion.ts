import type { PackageCube } from './catalogue.ts';

/** One word that a query can go on with. */
export interface Completion {
  word: string;
  /** What it is: a cube's title, a column's label. */
  meaning: string;
}

const macros: Completion[] = [
  { word: 'total(valeur, statut)', meaning: 'Total qui dit ce qui manque' },
  { word: 'total_borne(valeur, statut, base_valeur)', meaning: 'Total avec ses bornes' },
];

const most = 8;

/** The name that is being written before the caret, and the cube before its dot. */
function written(text: string, caret: number): { from: number; start: string; cube: string } {
  const match = /(?:([\p{L}_]\w*)\.)?([\p{L}_]\w*)?$/u.exec(text.slice(0, caret));
  const start = match?.[2] ?? '';
  return { from: caret - start.length, start: start.toLowerCase(), cube: match?.[1]?.toLowerCase() ?? '' };
}

function columns(cube: PackageCube): Completion[] {
  const labels = new Map([...cube.dimensions, ...cube.attributs].map(({ nom, libelle }) => [nom, libelle]));
  return cube.colonnes.map((word) => ({ word, meaning: labels.get(word) ?? '' }));
}

/**
 * Words that the query can go on with at the caret: cubes and columns that begin with what is written, those of the
 * cubes that the query names first; after `cube.`, its columns. Without anything written, only when `asked`.
 */
export function completionsAt(
  text: string,
  caret: number,
  cubes: readonly PackageCube[],
  asked: boolean,
): { from: number; options: Completion[] } {
  const { from, start, cube: qualifier } = written(text, caret);
  if (start === '' && qualifier === '' && !asked) return { from, options: [] };
  const named = new Set(text.toLowerCase().match(/\w+/g) ?? []);
  const own = cubes.filter(({ nom }) => nom === qualifier);
  const read = own.length > 0 ? own : cubes.filter(({ nom }) => named.has(nom));
  const tables = own.length > 0 ? [] : cubes.map(({ nom, titre }) => ({ word: nom, meaning: titre }));
  const rest = own.length > 0 ? [] : [...macros, ...(read.length > 0 ? [] : cubes.flatMap(columns))];
  const afterFrom = /\b(?:from|join)\s+\w*$/i.test(text.slice(0, caret));
  const all = afterFrom ? tables : [...read.flatMap(columns), ...tables, ...rest];
  const found = new Map<string, Completion>();
  for (const one of all) {
    if (one.word.startsWith(start) && one.word !== start && !found.has(one.word)) found.set(one.word, one);
  }
  return { from, options: [...found.values()].slice(0, most) };
}
