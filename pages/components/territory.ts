import { figureOf, figureText, type Row, text } from './figure.ts';
import type { Matrix } from './matrix.ts';
import { sourceText } from './source.ts';

/** One tribunal's state of each action. */
export interface CourtLine {
  departement: string;
  tribunal: string;
  label: string;
  cells: { action: string; titre: string; state: string; who: string }[];
}

export interface CourtMatrix {
  actions: { code: string; label: string }[];
  lines: CourtLine[];
  sources: string;
}

const states = new Map([
  ['en_place', 'oui'],
  ['partielle', 'en partie'],
  ['projetee', 'en projet'],
  ['bloquee', 'bloquée'],
  ['non_mentionnee', 'non'],
]);

/** The source says an action of a département in place, in part or planned, without saying before which tribunal. */
function placedSomewhere(rows: Row[], departement: string, action: string): boolean {
  return rows.some(
    (row) =>
      text(row, 'departement') === departement &&
      text(row, 'action') === action &&
      text(row, 'tribunal') === '_U' &&
      text(row, 'etat') !== 'non_mentionnee',
  );
}

function stateText(row: Row): string {
  const figure = figureOf(row);
  if (figure.value === null) return figureText(figure);
  return states.get(text(row, 'etat')) ?? (figure.value > 0 ? 'oui' : 'non');
}

/** `Tribunal judiciaire d’Alès` as `Alès`: the column says what it is. */
function courtName(label: string): string {
  return label.replace(/^Tribunal judiciaire (?:de |d’)/, '');
}

/**
 * The rows of the cube `offre_tribunal` of one year as a table: a line per tribunal judiciaire within its
 * département, a column per reference action. What no tribunal is told of stands in a line of its own.
 */
export function courtMatrix(rows: Row[], labels: Record<string, Record<string, string>>): CourtMatrix {
  const codes = [...new Set(rows.map((row) => text(row, 'action')))];
  const labelOf = (code: string) =>
    labels.action?.[code] ??
    text(
      rows.find((row) => text(row, 'action') === code),
      'libelle',
    ) ??
    code;
  const actions = codes
    .map((code) => ({ code, label: labelOf(code) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'fr'));
  const shown = rows.filter((row) => text(row, 'tribunal') !== '_T');
  const keys = [
    ...new Set(shown.map((row) => `${text(row, 'departement')}\u0000${text(row, 'tribunal')}`)),
  ].sort();
  const lines = keys.flatMap((key): CourtLine[] => {
    const [departement = '', tribunal = ''] = key.split('\u0000');
    const own = shown.filter(
      (row) => text(row, 'departement') === departement && text(row, 'tribunal') === tribunal,
    );
    const unplaced = tribunal === '_U';
    // A line without tribunal says only what is in place somewhere: it denies nothing of a tribunal.
    if (unplaced && !own.some((row) => text(row, 'etat') !== 'non_mentionnee')) return [];
    const label = unplaced ? 'tribunal non précisé' : courtName(labels.tribunal?.[tribunal] ?? tribunal);
    const cells = actions.map(({ code, label: titre }) => {
      const row = own.find((one) => text(one, 'action') === code);
      const unsaid = row === undefined || text(row, 'etat') === 'non_mentionnee';
      const elsewhere = unplaced || (row === undefined && placedSomewhere(shown, departement, code));
      const state = unsaid && elsewhere ? '–' : row === undefined ? 'non' : stateText(row);
      return { action: code, titre, state, who: text(row, 'antennes') };
    });
    return [{ departement, tribunal, label, cells }];
  });
  return { actions, lines, sources: sourceText(rows.map((row) => text(row, 'source'))) };
}

/** The table as it is drawn: a line per action, a column per tribunal under the name of its département. */
export function drawnCourts({ actions, lines }: CourtMatrix, names: Record<string, string>): Matrix {
  return {
    columns: lines.map(({ departement, label }) => ({
      head: label === 'tribunal non précisé' ? 'non précisé' : label,
      group: names[departement] ?? departement,
    })),
    lines: actions.map(({ label }, action) => ({
      label,
      cells: lines.map(({ cells }) => ({
        state: cells[action]?.state ?? '–',
        note: cells[action]?.who ?? '',
      })),
    })),
  };
}
