import { formatChange, formatEuros } from './format.ts';
import type { Rounds } from './rounds.ts';
import { amountColumns, textTable } from './text-table.ts';

const STATUTS = { reste: '', entre: 'entre', sort: 'sort' } as const;
const MODES = { seul: 'réparti seul', cumul: 'réparti avec tout ce qui précède' } as const;

/** Rounds for a terminal, one table each. */
export function roundsText({ exercice, tours, total_centimes: total }: Rounds): string {
  const tables = tours.flatMap(
    ({ nom, mode, total_centimes: cents, a_repartir_centimes: whole, lignes, avertissements }) => [
      '',
      `${nom} : ${formatEuros(cents)}, ${MODES[mode]}${whole === cents ? '' : `, avec ${formatEuros(whole - cents)} de crédits non dépensés`}`,
      textTable(
        amountColumns('Ligne', [
          'Mouvement',
          'Déjà accordé',
          'Ce tour',
          'Report détenu',
          'À verser',
          'Cumul',
        ]),
        lignes.map((line) => [
          line.nom,
          STATUTS[line.statut],
          formatEuros(line.deja_accorde_centimes),
          formatChange(line.droit_centimes),
          formatEuros(line.report_centimes),
          formatEuros(line.versement_centimes),
          formatEuros(line.cumul_centimes),
        ]),
      ),
      ...avertissements.map(({ message }) => message),
    ],
  );
  return [
    `Exercice ${exercice} : ${formatEuros(total)} en ${tours.length === 1 ? 'un tour' : `${tours.length} tours`}`,
    ...tables,
  ].join('\n');
}
