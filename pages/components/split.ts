import { allocate } from '#budget/allocate.ts';
import { type ComputeTable, computeTable } from '#budget/compute-table.ts';
import { type Explication, explain, explainRound } from '#budget/explain.ts';
import { type InputRow, inputsFromRows, type Mesure } from '#budget/inputs.ts';
import type { Parameters } from '#budget/parameters.ts';
import { parseParameters } from '#budget/parse-parameters.ts';
import { BudgetError } from '#budget/problem.ts';
import { number, type Row, text } from './figure.ts';

/** What a page shows of a split, or why there is none. */
export type Split =
  | {
      problems: null;
      parameters: Parameters;
      /** How the parameters stand: `Scénario d’illustration, non décidé`. */
      mention: string;
      inputs: readonly Mesure[];
      table: ComputeTable;
      round: string[];
      lines: Explication[];
    }
  | { problems: { message: string; remede: string }[] };

/** A row of the cube `budget_entrees` as the split reads it. */
export function inputRow(row: Row): InputRow {
  return {
    annee: number(row, 'annee') ?? 0,
    entree: text(row, 'entree'),
    objet: text(row, 'objet'),
    departement: text(row, 'departement'),
    antenne: text(row, 'antenne'),
    valeur: number(row, 'valeur'),
    statut: text(row, 'statut'),
    mot: text(row, 'mot'),
    formule: text(row, 'formule'),
    provenance: text(row, 'provenance'),
    source: text(row, 'source'),
  };
}

/**
 * The split of one year's inputs under the parameters of a file (`parameters`: its parsed content, null when
 * there is none), by the same function as the command `budget compute`. What it cannot do is answered as
 * problems in French, to be shown.
 */
export function splitOf(rows: Row[], year: number, parameters: unknown): Split {
  if (parameters === null) {
    const message = 'Aucun fichier de paramètres n’accompagne ce site.';
    return { problems: [{ message, remede: 'Construisez le site avec un fichier de paramètres.' }] };
  }
  try {
    const parsed = parseParameters(parameters);
    const inputs = inputsFromRows(rows.map(inputRow), { annee: year });
    const allocation = allocate(inputs, parsed);
    const { mention } = allocation.parametres;
    return {
      problems: null,
      parameters: parsed,
      mention: mention.charAt(0).toUpperCase() + mention.slice(1),
      inputs: inputs.mesures,
      table: computeTable(allocation),
      round: explainRound(allocation),
      lines: explain(allocation),
    };
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return { problems: error.problemes.map(({ message, remede }) => ({ message, remede })) };
  }
}
