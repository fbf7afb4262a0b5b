import { type Figure, figureOf, figureText, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';

/** What an antenne's sends for the year have come to, and what is left to do. */
export interface BranchSends {
  antenne: string;
  name: string;
  received: Figure;
  expected: Figure;
  late: Figure;
  toCorrect: Figure;
  validated: Figure;
  /** Every send that is expected is received, and the antenne has validated each. */
  isValid: boolean;
  /** What is left to do, in words; empty when all is done. */
  todo: string;
}

/** The porteur's own line of the cube: all antennes and itself. */
export const region = 'CPCA';

function sendFigure(rows: Row[], antenne: string, indicateur: string): Figure {
  return figureOf(
    rows.find(
      (row) =>
        text(row, 'antenne') === antenne &&
        text(row, 'objet') === 'envoi' &&
        text(row, 'indicateur') === indicateur,
    ),
  );
}

/** `3 envois à valider`; nothing for 0. */
function task(count: number, one: string, many: string, what: string): string[] {
  return count > 0 ? [`${formatNumber(count)} ${count < 2 ? one : many} ${what}`] : [];
}

function todoText(sends: Pick<BranchSends, 'received' | 'expected' | 'toCorrect' | 'validated'>): string {
  const { received, expected, toCorrect, validated } = sends;
  if (received.value === null || expected.value === null) return `état des envois ${figureText(received)}`;
  const missing = task(expected.value - received.value, 'envoi', 'envois', 'à faire');
  const rows = task(toCorrect.value ?? 0, 'ligne', 'lignes', 'à corriger');
  const toValidate = received.value - (validated.value ?? 0);
  return [...missing, ...rows, ...task(toValidate, 'envoi', 'envois', 'à valider')].join(', ');
}

/** The state of one antenne's sends, or of the region's (`CPCA`), from the rows of the cube `qualite` of one year. */
export function sendsOf(rows: Row[], antenne: string, name: string): BranchSends {
  const figures = {
    received: sendFigure(rows, antenne, 'sources_recues'),
    expected: sendFigure(rows, antenne, 'sources_attendues'),
    late: sendFigure(rows, antenne, 'sources_en_retard'),
    toCorrect: sendFigure(rows, antenne, 'lignes_a_corriger'),
    validated: sendFigure(rows, antenne, 'sources_validees'),
  };
  const todo = todoText(figures);
  const isValid = todo === '' && (figures.received.value ?? 0) > 0;
  return { antenne, name, ...figures, isValid, todo };
}

/** The state of each antenne's sends, those that have the most to do first. */
export function branchSends(rows: Row[], branches: { code: string; nom: string }[]): BranchSends[] {
  return branches
    .map(({ code, nom }) => sendsOf(rows, code, nom))
    .sort((a, b) => Number(a.isValid) - Number(b.isValid) || (a.antenne < b.antenne ? -1 : 1));
}
