import { absenceText, attributeNumber, figureOf, type Row, text } from './figure.ts';
import { formatNumber, formatPercent } from './number.ts';

/** A rate in per cent, what it divides, and between what it lies whatever the unknowns are. */
export interface Rate {
  label: string;
  value: number | null;
  statut: string;
  part: number | null;
  whole: number | null;
  unknown: number;
}

/** The rate of a row of a cube with `numerateur`, `denominateur`, `inconnus`. */
export function rateOf(row: Row, label: string): Rate {
  const { value, statut } = figureOf(row);
  return {
    ...{ label, value, statut },
    part: attributeNumber(row, 'numerateur'),
    whole: attributeNumber(row, 'denominateur'),
    unknown: attributeNumber(row, 'inconnus') ?? 0,
  };
}

/** The rates of one indicator, a line per code, in the order of their values; totals last. */
export function ratesOf(
  rows: readonly Row[],
  { indicateur, lines, labels }: { indicateur: string; lines: string; labels: Record<string, string> },
): Rate[] {
  const own = rows.filter((row) => text(row, 'indicateur') === indicateur);
  const total = (row: Row) => ['_T', 'CPCA'].includes(text(row, lines));
  return own
    .map((row) => ({ row, rate: rateOf(row, labels[text(row, lines)] ?? text(row, lines)) }))
    .sort(
      (a, b) =>
        Number(total(a.row)) - Number(total(b.row)) ||
        (b.rate.value ?? -1) - (a.rate.value ?? -1) ||
        a.rate.label.localeCompare(b.rate.label, 'fr'),
    )
    .map(({ rate }) => rate);
}

/** The lowest and the highest that the rate would be, were the unknowns known; null when there are none. */
export function rateBounds({ part, whole, unknown }: Rate): [number, number] | null {
  if (part === null || whole === null || unknown <= 0) return null;
  const all = whole + unknown;
  return [(part / all) * 100, ((part + unknown) / all) * 100];
}

/** `44,5 % (420 / 944)`, or how it is absent. */
export function rateText({ value, statut, part, whole }: Rate): string {
  if (value === null) return absenceText(statut);
  return part === null || whole === null
    ? formatPercent(value)
    : `${formatPercent(value)} (${formatNumber(part)} / ${formatNumber(whole)})`;
}

/** The dots in one sentence with every figure, for who does not see them. */
export function describeRates(rates: readonly Rate[], unknown: string): string {
  const said = rates.map((rate) => {
    const bounds = rateBounds(rate);
    const missing = bounds
      ? `, entre ${formatPercent(bounds[0])} et ${formatPercent(bounds[1])} selon les ${formatNumber(rate.unknown)} ${unknown}`
      : '';
    return `${rate.label} ${rateText(rate)}${missing}`;
  });
  return `Points sur une échelle de 0 à 100\u00a0%\u00a0: ${said.join('\u202f; ')}.`;
}
