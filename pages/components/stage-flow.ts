import { number, type Row, text } from './figure.ts';
import type { Flow } from './flow.ts';
import { formatNumber } from './number.ts';

const branches = [
  ['presences', 'Présents'],
  ['absences', 'Absents'],
  ['excuses', 'Excusés'],
  ['reports', 'Reportés'],
] as const;

/**
 * What became of the convocations to the stages of one antenne or of the region; undefined where their number is not known.
 * `year` words the presences of persons referred before it.
 */
export function stageFlow(rows: readonly Row[], antenne: string, year: number): Flow | undefined {
  const own = rows.filter(
    (row) => text(row, 'antenne') === antenne && ['', '_T'].includes(text(row, 'site')),
  );
  const of = (indicateur: string) => own.find((row) => text(row, 'indicateur') === indicateur);
  const value = number(of('convocations'), 'valeur');
  if (value === null || value === 0) return undefined;
  const carried = number(of('presences_annee_precedente'), 'valeur');
  return {
    ...{ label: 'Convocations', value },
    branches: branches.map(([indicateur, label]) => {
      const row = of(indicateur);
      const detail =
        indicateur === 'presences' && carried !== null && carried > 0
          ? { detail: `dont ${formatNumber(carried)} orientés avant ${year}` }
          : {};
      return {
        label,
        value: number(row, 'valeur'),
        statut: text(row, 'statut') || 'non_transmis',
        ...detail,
      };
    }),
  };
}
