import type { Bar } from './bar.ts';
import { absenceText, attributeNumber, number, provenanceText, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';

const whole = '_T';

/** What one indicator is in one antenne, all modules and sites together. */
interface Stated {
  antenne: string;
  rows: Row[];
}

/** Rows of `evolution` in the order in which a comparison is preferred: calculated, then declared. */
function comparableChange(changes: readonly Row[], antenne: string): Row | undefined {
  const own = changes.filter((row) => text(row, 'antenne') === antenne && text(row, 'comparable') === 'oui');
  const of = (provenance: string) => own.find((row) => text(row, 'provenance') === provenance);
  return of('calcule') ?? of('declare');
}

function barOf({ antenne, rows }: Stated, changes: readonly Row[], label: string, before: number): Bar {
  const change = comparableChange(changes, antenne);
  const earlier = attributeNumber(change, 'valeur_n_1');
  const now = attributeNumber(change, 'valeur_n');
  if (change !== undefined && earlier !== null && now !== null) {
    const said = `${provenanceText(text(change, 'provenance'))} ; ${before}\u00a0: ${formatNumber(earlier)}`;
    return { label, value: now, absence: '', before: earlier, detail: said };
  }
  const of = (provenance: string) => rows.find((row) => text(row, 'provenance') === provenance);
  const [declared, computed] = [of('declare'), of('calcule')];
  const row = number(declared, 'valeur') === null ? (computed ?? declared) : declared;
  return {
    ...{
      label,
      value: number(row, 'valeur'),
      absence: absenceText(text(row, 'statut')),
      statut: text(row, 'statut'),
    },
    ...(number(row, 'valeur') === null ? {} : { detail: provenanceText(text(row, 'provenance')) }),
  };
}

/**
 * One indicator of the cube `activite` as bars, an antenne each, the longest first. Where the cube `evolution` says that two
 * years compare, the bar is the figure that compares, with a mark for the year before; nowhere else is one drawn.
 */
export function branchBars(
  rows: readonly Row[],
  changes: readonly Row[],
  { indicateur, labels, before }: { indicateur: string; labels: Record<string, string>; before: number },
): Bar[] {
  const isWhole = (row: Row) =>
    text(row, 'indicateur') === indicateur && text(row, 'module') === whole && text(row, 'site') === whole;
  const own = rows.filter((row) => isWhole(row) && text(row, 'antenne') !== 'CPCA');
  const compared = changes.filter(isWhole);
  return [...new Set(own.map((row) => text(row, 'antenne')))]
    .map((antenne) => ({ antenne, rows: own.filter((row) => text(row, 'antenne') === antenne) }))
    .map((stated) => barOf(stated, compared, labels[stated.antenne] ?? stated.antenne, before))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || a.label.localeCompare(b.label, 'fr'));
}
