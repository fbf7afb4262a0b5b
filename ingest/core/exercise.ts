import { fold } from './text.ts';
import type { Workbook } from './workbook.ts';

const YEAR = /\b(20\d\d)\b/g;
const LABEL = /^(exercice|annee|annee d'activite|annee de reference)\b/;

/**
 * The activity year of a file: stated on a line ("Exercice | 2024", "Année : 2024"), else in its name, else the one
 * year that its first lines name, else the year that most lone lines (titles) name. Undefined when nothing says it,
 * or when two years have an equal claim.
 */
export function exerciseOf(workbook: Workbook): number | undefined {
  const head = workbook.feuilles.flatMap((feuille) => feuille.rows.slice(0, 8));
  const stated = new Set<number>();
  for (const row of head) {
    const label = row.findIndex((cell) => cell.kind === 'text' && LABEL.test(fold(cell.text)));
    if (label >= 0)
      for (const cell of row.slice(label, label + 2)) for (const year of yearsIn(cell.text)) stated.add(year);
  }
  if (stated.size > 0) return only(stated);
  const named = new Set(yearsIn(workbook.fichier.replace(/^.*\//, '').replace(/[_-]/g, ' ')));
  if (named.size > 0) return only(named);
  const first = only(new Set(head.slice(0, 3).flatMap((row) => row.flatMap((cell) => yearsIn(cell.text)))));
  return first ?? mostNamed(workbook);
}

/** The year that more titles name than any other. */
function mostNamed(workbook: Workbook): number | undefined {
  const counts = new Map<number, number>();
  for (const row of workbook.feuilles.flatMap((feuille) => feuille.rows)) {
    const filled = row.filter((cell) => cell.kind !== 'empty');
    if (filled.length !== 1) continue;
    for (const year of new Set(yearsIn(filled[0]?.text ?? ''))) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return only(new Set([...counts].filter(([, count]) => count === most).map(([year]) => year)));
}

function yearsIn(text: string): number[] {
  return [...text.matchAll(YEAR)].map((match) => Number(match[1]));
}

function only(years: ReadonlySet<number>): number | undefined {
  return years.size === 1 ? [...years][0] : undefined;
}

const SAMPLE = /donnees fictives|extrait fictif|donnees d'exemple/;

/** True when the file says of itself that it is an example: such files never meet real ones. */
export function isSample(workbook: Workbook): boolean {
  return workbook.feuilles.some((feuille) =>
    feuille.rows
      .slice(0, 8)
      .some((row) => row.some((cell) => cell.kind === 'text' && SAMPLE.test(fold(cell.text)))),
  );
}
