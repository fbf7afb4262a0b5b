import { fold, yearsIn } from './text.ts';
import type { Workbook } from './workbook.ts';

const LABEL = /^(exercice|annee|annee d'activite|annee de reference)\b/;
const HEAD = 8;

/**
 * The activity year of a file: stated on a line ("Exercice | 2024", "Année : 2024"), else by its name and its first
 * lines, which must agree, else by the year that most lone lines (titles) name. The day of an edition is no year of
 * activity. Undefined when nothing says it, or when two years have an equal claim.
 */
export function exerciseOf(workbook: Workbook): number | undefined {
  const stated = new Set(
    workbook.feuilles.flatMap((feuille) => feuille.rows.slice(0, HEAD).flatMap(statedYears)),
  );
  if (stated.size > 0) return only(stated);
  const named = yearsIn(workbook.fichier.replace(/^.*\//, '').replace(/[_-]/g, ' '));
  const first = workbook.feuilles.flatMap((feuille) =>
    feuille.rows
      .slice(0, 3)
      .flatMap((row) => (filled(row).length === 1 ? yearsIn(filled(row)[0]?.text ?? '') : [])),
  );
  const claimed = new Set([...named, ...first]);
  return claimed.size > 0 ? only(claimed) : mostNamed(workbook);
}

function statedYears(row: Workbook['feuilles'][number]['rows'][number]): number[] {
  const label = row.findIndex((cell) => cell.kind === 'text' && LABEL.test(fold(cell.text)));
  return label < 0
    ? []
    : row
        .slice(label, label + 2)
        .flatMap((cell) => yearsIn(cell.kind === 'number' ? String(cell.value) : cell.text));
}

function filled<Row extends Workbook['feuilles'][number]['rows'][number]>(row: Row) {
  return row.filter((cell) => cell.kind !== 'empty');
}

/** The year that more titles name than any other. */
function mostNamed(workbook: Workbook): number | undefined {
  const counts = new Map<number, number>();
  for (const row of workbook.feuilles.flatMap((feuille) => feuille.rows)) {
    if (filled(row).length !== 1) continue;
    for (const year of yearsIn(filled(row)[0]?.text ?? '')) counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  const most = Math.max(0, ...counts.values());
  return only(new Set([...counts].filter(([, count]) => count === most).map(([year]) => year)));
}

function only(years: ReadonlySet<number>): number | undefined {
  return years.size === 1 ? [...years][0] : undefined;
}

const SAMPLE = /^donnees (fictives|d'exemple)\b|\(extrait fictif : aucune personne reelle\)$/;

/** True when the file says of itself, on a line of its own, that it is an example: such files never meet real ones. */
export function isSample(workbook: Workbook): boolean {
  return workbook.feuilles.some((feuille) =>
    feuille.rows
      .slice(0, HEAD)
      .some(
        (row) =>
          filled(row).length === 1 &&
          row.some((cell) => cell.kind === 'text' && SAMPLE.test(fold(cell.text))),
      ),
  );
}
