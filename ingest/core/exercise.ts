import { fold, yearsIn } from './text.ts';
import type { Workbook } from './workbook.ts';

const LABEL = /^(exercice|annee|annee d'activite|annee de reference)\b/;
const HEAD = 8;

const MONTH = 'janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre';
/** "Du 01/01/2024 au 31/12/2024", "du 1er janvier au 31 décembre 2024": a whole year. */
const WHOLE_YEAR =
  /\bdu (?:0?1[/.-]0?1[/.-](20\d\d)|1er janvier(?: (20\d\d))?) au (?:31[/.-]12[/.-](20\d\d)|31 decembre (20\d\d))\b/g;
const DAY = new RegExp(
  String.raw`(?<!\d)(?:\d{1,2}([/._-])\d{1,2}\1(?:20)?\d\d|20\d\d([/._-])\d\d\2\d\d|\d{1,2}(?:er)? (?:${MONTH}) 20\d\d)(?!\d)`,
  'g',
);
/** When a file was sent or last written, of which the day is left out: "mise à jour janvier 2025", "envoyé en 2025". */
const WRITTEN = new RegExp(
  String.raw`\b(?:mise?s? a jour|maj|(?:edite|envoye|transmis|imprime|extrait|exporte|etabli|actualise|saisi|recu|arrete|modifie|cree)e?s?|edition|envoi|extraction|version)(?: ?:)?(?: (?:le|en|au|de|du|a|fin|debut|courant|${MONTH}))+ 20\d\d\b`,
  'g',
);

/** A text with a mark in the place of its whole dates. */
function withoutDays(text: string): string {
  return text.replace(DAY, ' # ');
}

/** The years of activity that a text names: neither those of days nor that of its writing. */
function activityYears(text: string): number[] {
  const whole: number[] = [];
  const bare = fold(text)
    .replace(WHOLE_YEAR, (_, ...found: unknown[]) => {
      const years = new Set(found.slice(0, 4).filter((year) => year !== undefined));
      if (years.size === 1) whole.push(...[...years].map(Number));
      return ' # ';
    })
    .replace(DAY, ' # ')
    .replace(WRITTEN, ' # ');
  return [...new Set([...whole, ...yearsIn(bare)])];
}

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
  const named = activityYears(withoutDays(workbook.fichier.replace(/^.*\//, '')).replace(/[_-]/g, ' '));
  const first = workbook.feuilles.flatMap((feuille) =>
    feuille.rows
      .slice(0, 3)
      .flatMap((row) => (filled(row).length === 1 ? activityYears(filled(row)[0]?.text ?? '') : [])),
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
        .flatMap((cell) => statedYear(cell.kind === 'number' ? String(cell.value) : cell.text));
}

/** A label's own words and its value: a day of the year stands for it ("Exercice | 2024-01-01"). */
function statedYear(text: string): number[] {
  const years = activityYears(text);
  return years.length > 0 ? years : yearsIn(text);
}

function filled<Row extends Workbook['feuilles'][number]['rows'][number]>(row: Row) {
  return row.filter((cell) => cell.kind !== 'empty');
}

/** The year that more titles name than any other. */
function mostNamed(workbook: Workbook): number | undefined {
  const counts = new Map<number, number>();
  for (const row of workbook.feuilles.flatMap((feuille) => feuille.rows)) {
    if (filled(row).length !== 1) continue;
    for (const year of activityYears(filled(row)[0]?.text ?? ''))
      counts.set(year, (counts.get(year) ?? 0) + 1);
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
