import { absenceText, number, type Row, text } from './figure.ts';

/** One département's state of one action. */
export interface OfferCell {
  departement: string;
  /** `oui`, `non`, or how it is absent. */
  state: string;
  /** The département's own name for the action, where it differs. */
  note: string;
}

export interface OfferLine {
  action: string;
  label: string;
  cells: OfferCell[];
}

export interface OfferMatrix {
  departements: string[];
  lines: OfferLine[];
  /** Actions in place, by département in the same order. */
  inPlace: number[];
}

/** The label that most rows of an action bear; on a tie the first in the alphabet. */
function usualLabel(rows: Row[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(text(row, 'libelle'), (counts.get(text(row, 'libelle')) ?? 0) + 1);
  const [usual] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return usual?.[0] ?? '';
}

function stateOf(row: Row | undefined): string {
  const value = number(row, 'valeur');
  if (value !== null) return value > 0 ? 'oui' : 'non';
  return absenceText(row ? text(row, 'statut') : 'non_transmis');
}

/** The rows of the cube `offre` of one year as a table of actions by département. */
export function offerMatrix(rows: Row[]): OfferMatrix {
  const departements = [...new Set(rows.map((row) => text(row, 'departement')))].sort();
  const lines = [...new Set(rows.map((row) => text(row, 'action')))].map((action): OfferLine => {
    const own = rows.filter((row) => text(row, 'action') === action);
    const label = usualLabel(own);
    const cells = departements.map((departement) => {
      const row = own.find((one) => text(one, 'departement') === departement);
      const ownLabel = text(row, 'libelle');
      return { departement, state: stateOf(row), note: ownLabel === label ? '' : ownLabel };
    });
    return { action, label, cells };
  });
  lines.sort((a, b) => a.label.localeCompare(b.label, 'fr'));
  const inPlace = departements.map(
    (_, index) => lines.filter((line) => line.cells[index]?.state === 'oui').length,
  );
  return { departements, lines, inPlace };
}
