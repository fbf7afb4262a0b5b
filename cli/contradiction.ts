import type { Knex } from 'knex';

/** A line of a file that contradicts another one, or itself, and what becomes of it. */
export interface Contradiction {
  antenne: string;
  annee: number;
  regle: string;
  libelle: string;
  /** What becomes of such lines, in words: of what `comptee` is the outcome here. */
  regle_ecrite: string;
  fichier: string;
  feuille: string | null;
  ligne: number | null;
  module: string | null;
  /** The line is in the counts. */
  comptee: boolean;
}

type Row = Omit<Contradiction, 'fichier' | 'feuille' | 'ligne'> & { source_ref: string };

/** The lines that contradict each other in a year, or in all: by antenne, year, rule and place. */
export async function readContradictions(knex: Knex, annee?: number): Promise<Contradiction[]> {
  const rows: Row[] = await knex('marts.ligne_contradictoire')
    .modify((query) => annee !== undefined && query.where({ annee }))
    .distinct('antenne', 'annee', 'regle', 'libelle', 'regle_ecrite', 'source_ref', 'module', 'comptee');
  return rows
    .map(({ source_ref, module, ...row }) => ({ ...row, ...lineOf(source_ref), module: module || null }))
    .sort(byPlace);
}

/** The parts of `file · sheet · ligne 12`; of what is no line, the whole is the file. */
function lineOf(source: string): Pick<Contradiction, 'fichier' | 'feuille' | 'ligne'> {
  const found = /^(.+) · (.+) · ligne (\d+)$/.exec(source);
  const [, fichier, feuille, ligne] = found ?? [];
  return fichier === undefined || feuille === undefined
    ? { fichier: source, feuille: null, ligne: null }
    : { fichier, feuille, ligne: Number(ligne) };
}

const placeOf = (one: Contradiction): (string | number | null)[] => [
  ...[one.antenne, one.annee, one.regle, one.fichier, one.feuille, one.ligne, one.module],
];

/** By code unit, so that no machine's language changes the order; numbers by size. */
function byPlace(a: Contradiction, b: Contradiction): number {
  const [left, right] = [placeOf(a), placeOf(b)];
  const rank = left.findIndex((part, index) => part !== right[index]);
  if (rank < 0) return 0;
  return (left[rank] ?? '') < (right[rank] ?? '') ? -1 : 1;
}

const SHOWN_LINES = 20;

/** The contradictory lines in words: under each antenne, year and rule, the lines and what becomes of them. */
export function contradictionsText(lines: readonly Contradiction[]): string[] {
  if (lines.length === 0) return [];
  const groups = new Map<string, Contradiction[]>();
  for (const line of lines) {
    const key = `${line.antenne} ${line.annee} · ${line.libelle}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const title = lines.length > 1 ? 'lignes qui se contredisent' : 'ligne qui se contredit';
  return [
    [`${lines.length} ${title}`, ...[...groups].map(([key, group]) => groupText(key, group))].join('\n\n'),
  ];
}

function groupText(key: string, group: readonly Contradiction[]): string {
  const shown = group.slice(0, SHOWN_LINES).map(lineText);
  const more = group.length - shown.length;
  return [
    `≠ ${key}`,
    `  Ce qui en est fait : ${group[0]?.regle_ecrite ?? ''}`,
    ...shown.map((line, index) => `  ${index === 0 ? 'Lignes :' : '        '} ${line}`),
    ...(more > 0 ? [`           … et ${more} ${more > 1 ? 'autres' : 'autre'}`] : []),
    '  À faire : vérifiez ces lignes, corrigez le fichier et renvoyez-le.',
  ].join('\n');
}

function lineText({ fichier, feuille, ligne, module, comptee }: Contradiction): string {
  const place = [fichier, feuille, ligne === null ? null : `ligne ${ligne}`].filter((part) => part !== null);
  const about = module === null ? '' : ` (${module.replaceAll('_', ' ')})`;
  return `${place.join(' · ')}${about} : ${comptee ? 'comptée' : 'laissée de côté'}`;
}
